using System.CommandLine;
using Bridge.Simulation.Load;

namespace Bridge.Commands;

/// <summary>
/// What can be typed after <c>meta-bridge simulate</c> about conversations: a CRM that tells of them too, and what Bridge derives by
/// itself.
/// </summary>
internal static class SimulateDerivedOptions
{
    private static readonly Option<string?> CaptureKey = new("--capture-key")
    {
        Description =
            "A key of Bridge's Capture:Keys: then bots answer, people ask for people, agents are assigned, answer and end some "
            + "conversations, as a CRM tells at /v1/capture.",
        HelpName = "key",
    };

    private static readonly Option<string> CaptureName = new("--capture-name")
    {
        Description = "What Bridge calls that key, a part of the ids of its events. crm unless given.",
        HelpName = "name",
        DefaultValueFactory = _ => "crm",
    };

    private static readonly Option<bool> NewPeople = new("--new-people")
    {
        Description =
            "Nobody of this run wrote to Bridge before: with --verify, each who writes must come as one contact.created, "
            + "no more and no less.",
    };

    private static readonly Option<string[]> HandoffTrigger = new("--handoff-trigger")
    {
        Description =
            "What Bridge's Conversations:HandoffTriggers says: with --new-people, each who asks for a person must be handed over once. "
            + "Some of the simulated people tap talk_to_agent.",
        HelpName = "id",
    };

    private static readonly Option<TimeSpan?> ResolveAfter = new("--resolve-after")
    {
        Description =
            "What Bridge's Conversations:ResolveAfter says, such as 20s: with --new-people, each conversation must end once, "
            + "by the CRM or by silence.",
        HelpName = "duration",
        CustomParser = Quantity.Parser(Quantity.Duration, "a duration such as 20s"),
    };

    public static IEnumerable<Option> All => [CaptureKey, CaptureName, NewPeople, HandoffTrigger, ResolveAfter];

    public static RunSettings Apply(ParseResult parsed, RunSettings settings) =>
        settings with
        {
            ArePeopleNew = parsed.GetValue(NewPeople),
            HandoffTriggers = parsed.GetValue(HandoffTrigger) ?? [],
            ResolveAfter = parsed.GetValue(ResolveAfter),
            CaptureKey = parsed.GetValue(CaptureKey),
            CaptureName = parsed.GetRequiredValue(CaptureName),
        };

    public static TrafficOptions Apply(ParseResult parsed, TrafficOptions options) =>
        options with
        {
            HasCrm = parsed.GetValue(CaptureKey) is not null,
        };
}
