using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Bridge.Architecture;

/// <summary>The arrows between the rooms of the house, read from what was compiled: who may use whom, and no circle.</summary>
public class ArrowTests
{
    /// <summary>
    /// What a room of the service may use, beside itself and Core. <c>Ops</c>, <c>Commands</c> and the story of the process may use every
    /// feature.
    /// </summary>
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Configuration"] = [],
        ["Telemetry"] = ["Configuration"],
        ["Storage"] = ["Configuration", "Telemetry"],
        ["Translation"] = ["Configuration"],
        ["Identity"] = ["Configuration", "Telemetry", "Storage"],
        ["Messaging"] = ["Configuration", "Telemetry", "Storage"],
        ["Receiving"] = ["Configuration", "Telemetry", "Messaging", "Translation"],
        ["Attribution"] = ["Configuration", "Telemetry", "Storage"],
        ["Delivery"] = ["Configuration", "Telemetry", "Storage", "Attribution"],
        ["Conversations"] = ["Configuration", "Telemetry", "Storage"],
        ["Insights"] = ["Configuration", "Telemetry", "Storage"],
        ["Intake"] = ["Configuration", "Telemetry", "Storage", "Messaging", "Identity", "Conversations", "Delivery", "Insights"],
        ["DeadLetters"] = ["Configuration", "Telemetry", "Storage", "Messaging", "Identity", "Intake", "Translation"],
        ["Watching"] = ["Configuration", "Telemetry", "Storage", "Messaging", "Intake", "Delivery"],
        ["Journal"] = ["Configuration", "Telemetry", "Storage", "Identity", "DeadLetters"],
        ["Ops"] =
        [
            "Journal",
            "Watching",
            "Insights",
            "Configuration",
            "Telemetry",
            "Storage",
            "Messaging",
            "Identity",
            "Intake",
            "Delivery",
            "DeadLetters",
        ],
    };

    /// <summary>Types that may use what the others of their room may not, each with its reason.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["Bridge.Core.Translation.WebhookTranslator"] = "the table of contents: it names every translator",
        ["Bridge.Core.Translation.MessagesField"] = "the table of contents of one field: it names the translator of each list",
        ["Bridge.Core.Translation.EventCatalogue"] = "the table of contents of all events, wherever they are declared",
        ["Bridge.Core.Translation.Envelope"] = "tells the channels apart, and Messenger's entries have a shape of their own",
        ["Bridge.Ops.Pages.PageRoutes"] = "the table of contents of all pages",
        ["Bridge.DeadLetters.IDeadLetterAdmin"] = "the one door to dead letters and to their replays",
        ["Bridge.DeadLetters.DeadLetterAdmin"] = "the one door to dead letters and to their replays",
        ["Bridge.Storage.StoreCheck"] = "asks whichever store is configured",
        ["Bridge.Storage.StoreProvider"] = "tells the kinds of store apart, and a PostgreSQL address is one of the signs",
        ["Bridge.Commands.CommandLine"] = "the table of contents of all commands",
    };

    private static readonly string[] Files = ["Bridge.Core.dll", "Bridge.Simulation.dll", "meta-bridge.dll"];

    private static readonly IReadOnlyList<Use> Uses = FindUses();

    [Test]
    public void Core_and_Simulation_know_nothing_of_the_service()
    {
        var wrong = Uses.Where(use => Project(use.From) > Project(use.To)).Select(use => use.ToString());

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void A_room_uses_only_the_rooms_that_its_arrows_point_to()
    {
        var wrong = Uses.Where(use =>
                MayUse.TryGetValue(Room(use.From), out var allowed)
                && Room(use.To) is { Length: > 0 } room
                && room != Room(use.From)
                && !allowed.Contains(room)
            )
            .Where(use => MayUse.ContainsKey(Room(use.To)) || Room(use.To) is "Ops" or "Commands")
            .Select(use => use.ToString());

        Assert.That(wrong, Is.Empty);
    }

    /// <remarks>What the compiler puts in place of a constant is not in what was compiled, so the imports are read too.</remarks>
    [Test]
    public void A_file_imports_only_what_its_room_may_use()
    {
        var wrong = HouseTests
            .Sources("src")
            .Where(file => !Path.GetFileNameWithoutExtension(file).EndsWith("Setup", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(IsImport).Select(line => (HouseTests.NamespaceOf(file), Imported(line))))
            .Where(import =>
                import is ({ } from, var to)
                && MayUse.TryGetValue(Room(from), out var allowed)
                && Room(to) is { Length: > 0 } room
                && room != Room(from)
                && !allowed.Contains(room)
            );

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Nothing_goes_round_in_a_circle()
    {
        var arrows = Uses.Where(use => use.From != use.To)
            .GroupBy(use => use.From)
            .ToDictionary(from => from.Key, from => from.Select(use => use.To).ToHashSet());

        var circles = arrows.Keys.Where(room => Reach(arrows, room).Contains(room)).Order(StringComparer.Ordinal).ToList();

        Assert.That(
            circles,
            Is.Empty,
            string.Join('\n', Uses.Where(use => circles.Contains(use.From) && circles.Contains(use.To) && use.From != use.To))
        );
    }

    [Test]
    public void A_namespace_is_the_folder()
    {
        var wrong = HouseTests
            .Sources("src")
            .Where(file => HouseTests.NamespaceOf(file) is { } name && name != HouseTests.FolderNamespaceOf(file));

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Every_exception_is_still_needed()
    {
        Assert.That(Exceptions.Keys.Where(name => Modules().All(module => module.GetType(name) is null)), Is.Empty);
    }

    /// <summary>A feature's setup, and what is named above, composes what lies below it: it is not part of the layers.</summary>
    private static bool Composes(TypeDefinition type) =>
        type.Name.EndsWith("Setup", StringComparison.Ordinal) || type.Name is "Program" || Exceptions.ContainsKey(type.FullName);

    private static List<Use> FindUses() =>
        [
            .. Modules()
                .SelectMany(module => module.Types)
                .Where(type => IsOurs(type.Namespace) && !Composes(type))
                .SelectMany(type => UsedBy(type).Select(used => new Use(type.Namespace, used.Namespace, type.Name, used.Name)))
                .Where(use => IsOurs(use.To))
                .Distinct(),
        ];

    private static ModuleDefinition[] Modules() =>
        [.. Files.Select(file => ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, file)))];

    private static bool IsOurs(string name) => name.StartsWith("Bridge.", StringComparison.Ordinal);

    private static bool IsImport(string line) =>
        line.StartsWith("using Bridge.", StringComparison.Ordinal) || line.StartsWith("using static Bridge.", StringComparison.Ordinal);

    private static string Imported(string line) => line.TrimEnd(';').Split(' ')[^1];

    private static int Project(string name) =>
        name.StartsWith("Bridge.Core.", StringComparison.Ordinal) ? 2
        : name.StartsWith("Bridge.Simulation", StringComparison.Ordinal) ? 1
        : 0;

    /// <summary>The first folder of the service's project; empty for what lies elsewhere.</summary>
    private static string Room(string name) => Project(name) > 0 ? "" : name.Split('.').ElementAtOrDefault(1) ?? "";

    private static HashSet<string> Reach(Dictionary<string, HashSet<string>> arrows, string from)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([from]);
        while (open.TryPop(out var room))
        {
            foreach (var next in arrows.GetValueOrDefault(room, []).Where(reached.Add))
            {
                open.Push(next);
            }
        }

        return reached;
    }

    private static IEnumerable<TypeReference> UsedBy(TypeDefinition type) =>
        Mentioned(type)
            .SelectMany(Parts)
            .Select(Outermost)
            .Where(used => used.FullName != type.FullName)
            .Concat(type.NestedTypes.SelectMany(UsedBy).Where(used => used.FullName != Outermost(type).FullName));

    private static IEnumerable<TypeReference?> Mentioned(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(implemented => implemented.InterfaceType),
            .. type.CustomAttributes.Select(attribute => attribute.AttributeType),
            .. type.Fields.Select(field => field.FieldType),
            .. type.Properties.Select(property => property.PropertyType),
            .. type.Methods.SelectMany(MentionedIn),
        ];

    private static IEnumerable<TypeReference?> MentionedIn(MethodDefinition method) =>
        [
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method.HasBody ? method.Body.Variables.Select(variable => variable.VariableType) : [],
            .. method.HasBody ? method.Body.Instructions.SelectMany(MentionedIn) : [],
        ];

    private static IEnumerable<TypeReference?> MentionedIn(Instruction instruction) =>
        instruction.Operand switch
        {
            GenericInstanceMethod method => [method.DeclaringType, .. method.GenericArguments],
            MemberReference { DeclaringType: { } declaring } and not TypeReference => [declaring],
            TypeReference type => [type],
            _ => [],
        };

    private static IEnumerable<TypeReference> Parts(TypeReference? type) =>
        type switch
        {
            null => [],
            GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
            TypeSpecification wrapped => Parts(wrapped.ElementType),
            _ => [type],
        };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private sealed record Use(string From, string To, string User, string Used)
    {
        public override string ToString() => $"{From}.{User} uses {To}.{Used}";
    }
}
