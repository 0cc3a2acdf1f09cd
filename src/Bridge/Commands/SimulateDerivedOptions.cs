using System.CommandLine;
using Bridge.Simulation.Load;

namespace Bridge.Commands;

/// <summary>What can be typed after <c>meta-bridge simulate</c> about the events that Bridge derives by itself.</summary>
internal static class SimulateDerivedOptions
{
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

    public static IEnumerable<Option> All => [NewPeople, HandoffTrigger];

    public static RunSettings Apply(ParseResult parsed, RunSettings settings) =>
        settings with
        {
            ArePeopleNew = parsed.GetValue(NewPeople),
            HandoffTriggers = parsed.GetValue(HandoffTrigger) ?? [],
        };
}
