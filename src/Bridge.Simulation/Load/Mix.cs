using System.Globalization;

namespace Bridge.Simulation.Load;

/// <summary>How often each kind of story begins, in any unit; what follows from it comes by itself.</summary>
/// <param name="Conversation">A person writes.</param>
/// <param name="Campaign">The business sends a template.</param>
/// <param name="Ad">A person writes after a click on an ad.</param>
/// <param name="Sample">A post that is one of <c>samples/webhooks</c>, made fresh; some of these become dead letters.</param>
internal sealed record Mix(double Conversation, double Campaign, double Ad, double Sample)
{
    /// <summary>A person writes after a click on an ad, and sends a cart when they have read the answer.</summary>
    public double Order { get; init; }

    /// <summary>More campaigns than conversations, as most businesses have it.</summary>
    public static Mix Default { get; } = new(30, 60, 10, 0);

    public double Total => Conversation + Campaign + Ad + Order + Sample;

    /// <summary>Reads <c>conversation=30,campaign=60</c>; what is not named is zero.</summary>
    /// <returns>Null when it cannot be read or everything is zero.</returns>
    public static Mix? Parse(string text)
    {
        var mix = new Mix(0, 0, 0, 0);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (
                part.Split('=') is not [var name, var weight]
                || !double.TryParse(weight, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || mix.With(name, number) is not { } next
            )
            {
                return null;
            }

            mix = next;
        }

        return mix.Total > 0 ? mix : null;
    }

    private Mix? With(string name, double weight) =>
        name switch
        {
            "conversation" => this with { Conversation = weight },
            "campaign" => this with { Campaign = weight },
            "ad" => this with { Ad = weight },
            "order" => this with { Order = weight },
            "sample" => this with { Sample = weight },
            _ => null,
        };
}
