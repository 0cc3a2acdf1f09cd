using Bridge.Core.Translation;

namespace Bridge.Insights;

/// <summary>What to do about messages that failed, by the class of their error.</summary>
internal static class FailureAdvice
{
    public static string Of(string failureClass) =>
        failureClass switch
        {
            FailureClass.Window => "More than 24 hours after the person's last message: send a template.",
            FailureClass.OptOut => "The person stopped marketing messages: take them off the list.",
            FailureClass.MarketingCap => "Meta limits marketing to this person: send it another day, not again today.",
            FailureClass.Experiment => "Withheld by an experiment of Meta's: nothing to do.",
            FailureClass.Recipient => "Not reachable on WhatsApp: check the number, or reach them otherwise.",
            FailureClass.Template => "Correct the template or its parameters in WhatsApp Manager.",
            FailureClass.Account => "Put the account, number, permission or payment in order in Meta Business settings.",
            FailureClass.Transient => "Send it again later, slower.",
            FailureClass.Permanent => "Correct the request: the same again cannot succeed.",
            FailureClass.Calling => "Check the calling settings and the person's permission.",
            FailureClass.Flow => "Correct the flow in WhatsApp Manager.",
            FailureClass.Group => "Check the group and who is in it.",
            _ => "Look the code up in Meta's error reference; the events carry it as errorCode.",
        };
}
