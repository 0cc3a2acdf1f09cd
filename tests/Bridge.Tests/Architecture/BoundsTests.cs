using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Text;
using System.Threading.Channels;
using Bridge.Core.Events;
using Bridge.Messaging.Broker;

namespace Bridge.Architecture;

/// <summary>
/// Everything in memory that outside input could make grow, with its bound. A new collection without a line here fails, and so does a line
/// without its collection.
/// </summary>
public class BoundsTests
{
    /// <summary>Field, bound in count, bound in bytes, and where that is enforced. One line each, in the order of the alphabet.</summary>
    private static readonly IReadOnlyList<string[]> Bounds = ReadTable();

    private static IEnumerable<string> Bounded => Bounds.Select(bound => bound[0]);

    [Test]
    public void Every_collection_that_outside_input_can_grow_has_a_bound()
    {
        var unbounded = Collections().Except(Bounded);

        Assert.That(string.Join("\n", unbounded), Is.Empty, "give each a bound in count and bytes, then a line in bounds.tsv");
    }

    [Test]
    public void Every_bound_is_one_of_a_collection_that_is_there()
    {
        Assert.That(Bounded.Except(Collections()), Is.Empty, "the table's line goes with its collection");
        Assert.That(Bounded, Is.Unique.And.Ordered.Using((IComparer)StringComparer.Ordinal));
    }

    [Test]
    public void The_test_sees_collections_of_every_kind()
    {
        var seen = typeof(Growing).GetFields(Anything).Where(CanGrow).Select(field => field.Name);

        Assert.That(seen, Is.EquivalentTo((string[])["_list", "_channel", "_stream", "_text", "_buffer", "_array"]));
    }

    [Test]
    public void Every_line_says_how_many_how_large_and_where_that_is_enforced() =>
        Assert.That(Bounds, Has.All.Length.EqualTo(4).And.All.All.Not.Empty);

    private const BindingFlags Anything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static List<string[]> ReadTable()
    {
        using var table = new StreamReader(typeof(BoundsTests).Assembly.GetManifestResourceStream("bounds.tsv")!);
        return [.. table.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split('\t'))];
    }

    /// <summary>Not those of the rehearsal, which runs beside the service, and of the settings, which are the operator's.</summary>
    private static IEnumerable<string> Collections() =>
        from type in typeof(BrokerBus).Assembly.GetTypes().Concat(typeof(TrackEvent).Assembly.GetTypes())
        let name = type.FullName ?? ""
        where
            name.StartsWith("Bridge.", StringComparison.Ordinal)
            && !name.Contains('<')
            && !name.StartsWith("Bridge.Simulation", StringComparison.Ordinal)
            && !name.EndsWith("Options", StringComparison.Ordinal)
        from field in type.GetFields(Anything)
        where CanGrow(field)
        select $"{name["Bridge.".Length..]}.{NameOf(field)}";

    /// <summary>A property's field has the property's name.</summary>
    private static string NameOf(FieldInfo field) => field.Name.TrimStart('<').Split('>')[0];

    /// <summary>What cannot be added to grows only where the field is set anew; a constructor's parameter never is.</summary>
    private static bool CanGrow(FieldInfo field) =>
        IsCollection(field.FieldType)
        && !(IsFixed(field.FieldType) && (field.IsInitOnly || field.Name.EndsWith(">P", StringComparison.Ordinal)));

    private static bool IsCollection(Type type) =>
        type != typeof(string)
        && (
            typeof(IEnumerable).IsAssignableFrom(type)
            || typeof(Stream).IsAssignableFrom(type)
            || type == typeof(StringBuilder)
            || IsA(type, typeof(Channel<>))
            || IsA(type, typeof(ArrayBufferWriter<>))
        );

    private static bool IsFixed(Type type) =>
        type.IsArray
        || type.Name.StartsWith("IReadOnly", StringComparison.Ordinal)
        || type.Name.StartsWith("IEnumerable", StringComparison.Ordinal)
        || type.Namespace is "System.Collections.Frozen" or "System.Collections.Immutable";

    private static bool IsA(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;

#pragma warning disable CS0169, CS0649, CA1823, IDE0044, IDE0051, CA1852 // Only looked at.
    private sealed class Growing
    {
        private readonly List<int>? _list;
        private readonly Channel<int>? _channel;
        private readonly MemoryStream? _stream;
        private readonly StringBuilder? _text;
        private readonly ArrayBufferWriter<byte>? _buffer;
        private int[]? _array;
        private readonly int[]? _fixedArray;
        private readonly IReadOnlyList<int>? _fixedList;
        private readonly string? _word;
    }
#pragma warning restore
}
