using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Bridge.Messaging;
using Bridge.Tracking;

namespace Bridge.Architecture;

public class BoundsTests
{
    [Test]
    public void List()
    {
        foreach (var f in Fields().Order()) TestContext.Out.WriteLine(f);
    }

    private static IEnumerable<string> Fields() =>
        from assembly in new[] { typeof(BrokerBus).Assembly, typeof(TrackEvent).Assembly }
        from type in assembly.GetTypes()
        where !type.FullName!.Contains('<') && !type.FullName.Contains("Simulation")
        from field in type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where IsCollection(field.FieldType) && !(field.IsInitOnly && IsFixed(field.FieldType))
        select $"{type.FullName}.{field.Name} : {field.FieldType} {(field.IsStatic ? "static" : "")} {(field.IsInitOnly ? "ro" : "")}";

    private static bool IsCollection(Type type) =>
        type != typeof(string) && (typeof(IEnumerable).IsAssignableFrom(type) || typeof(Stream).IsAssignableFrom(type) || type.Name.StartsWith("ArrayBufferWriter") || type.Name.StartsWith("Channel") || type.Name == "StringBuilder"|| type.Name.StartsWith("ConditionalWeak"));

    private static bool IsFixed(Type type) => type.IsArray || type.Name.StartsWith("IReadOnly") || type.Name.StartsWith("IEnumerable") || type.Name.StartsWith("Frozen") || type.Name.StartsWith("Immutable");
}
