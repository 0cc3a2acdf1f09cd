using System.Reflection;
using Bridge.Messaging.Broker;

namespace Bridge.Architecture;

public class DependencyTests
{
    private static readonly string[] BrokerClients = ["MassTransit", "RabbitMQ.Client"];

    [Test]
    public void The_types_of_the_brokers_client_libraries_stay_inside_Messaging_Broker()
    {
        var strangers = typeof(BrokerBus)
            .Assembly.GetTypes()
            .Where(type => type.Namespace != typeof(BrokerBus).Namespace)
            .Where(type => TypesIn(type).Any(IsOfBrokerClient))
            .Select(type => type.FullName);
        var sources = Directory
            .EnumerateFiles(Path.Combine(Repository(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file =>
                Path.GetFileName(Path.GetDirectoryName(file)) is not "Broker"
                && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            )
            .Where(file =>
                File.ReadLines(file)
                    .Any(line =>
                        Array.Exists(
                            BrokerClients,
                            client =>
                                line.Contains($"using {client}", StringComparison.Ordinal)
                                || line.Contains($"{client}.", StringComparison.Ordinal)
                        )
                    )
            )
            .Select(Path.GetFileName);

        Assert.That(strangers, Is.Empty);
        Assert.That(sources, Is.Empty);
    }

    [Test]
    public void MassTransit_stays_at_the_last_major_version_under_a_free_licence()
    {
        var versions = typeof(BrokerBus)
            .Assembly.GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith("MassTransit", StringComparison.Ordinal))
            .Select(name => name.Version!.Major)
            .ToList();

        Assert.That(versions, Is.Not.Empty.And.All.LessThanOrEqualTo(8));
    }

    private static bool IsOfBrokerClient(Type type) =>
        BrokerClients.Any(client => type.Assembly.GetName().Name!.StartsWith(client, StringComparison.Ordinal))
        || type.GenericTypeArguments.Any(IsOfBrokerClient);

    private static IEnumerable<Type> TypesIn(Type type)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return
        [
            .. type.GetInterfaces(),
            .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
            .. type.GetFields(All).Select(field => field.FieldType),
            .. type.GetMethods(All)
                .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)),
            .. type.GetConstructors(All)
                .SelectMany(constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType)),
        ];
    }

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Bridge.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
