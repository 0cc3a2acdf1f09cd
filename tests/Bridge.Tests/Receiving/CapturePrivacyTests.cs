using System.Text.RegularExpressions;
using Bridge.Intake;
using Bridge.Storage;

namespace Bridge.Receiving;

public partial class CapturePrivacyTests
{
    [Test]
    public async Task Where_ids_are_hashed_no_number_of_a_person_leaves_in_whatever_a_CRM_wrote_it()
    {
        await using var way = await WholeWay.StartAsync(
            StoreProvider.Sqlite,
            overBroker: false,
            [
                .. CapturePost.SettingsOfOneNumber.Select(setting => (setting.Key, setting.Value)),
                ("Identity:UserId", "hashed"),
                ("Identity:Pepper", "0123456789abcdef0123456789abcdef"),
            ]
        );
        var told = CapturePost.Event(
            "order.paid",
            """
            {"chatId":"chat_254712345678","note":"call +254 712 345 678","deep":{"phones":["254712345678",{"n":254712345678}]},
            "254712345678":true,"agentId":"+254788000333","previousAgentId":"+254788000333","respondedAt":"+254788000333","messageId":"wamid.HBgMMjU0NzEyMzQ1Njc4"}
            """
        );
        var item = told.Insert(told.IndexOf('{') + 1, "\"anonymousId\":\"254712345678\",\"traits\":{\"phone\":\"+254712345678\"},");

        using var answer = await way.SendAsync(CapturePost.Create(CapturePost.Batch(item)));
        await Support.Eventually.HoldsAsync(() => way.Collector.TakenPayloads.Count == 1, "it is delivered");

        Assert.That(way.Collector.TakenPayloads.Values.Single(), Does.Not.Match(Number()).And.Contain("order.paid"));
    }

    [GeneratedRegex("2547|788000333|712345678|712 345 678|MjU0NzEy", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
