using Bridge.Configuration;

namespace Bridge.Commands;

/// <summary>
/// All that can be set, of every role, store and way of travelling: what the features declare when all of them are registered, once as
/// embedded and once as distributed.
/// </summary>
internal static class EverySetting
{
    private static readonly Lazy<SettingsCatalogue> All = new(() => new SettingsCatalogue(Embedded().Concat(Distributed())));

    public static SettingsCatalogue Catalogue => All.Value;

    private static List<SettingsSection> Embedded() => Declared(("Broker:Url", null), ("Store:Provider", "sqlite"));

    private static List<SettingsSection> Distributed() => Declared(("Broker:Url", "amqp://localhost"), ("Store:Provider", "postgres"));

    private static List<SettingsSection> Declared(params (string Key, string? Value)[] settings)
    {
        var builder = Program.CreateBuilder(
            settings
                .Append(("Role", "all"))
                .Append(("Telemetry:LogFormat", "None"))
                .Select(one => KeyValuePair.Create(one.Item1, one.Item2))
        );
        using var configuration = (IDisposable)builder.Configuration; // it watches files
        return [.. builder.Services.Select(service => service.ImplementationInstance).OfType<SettingsSection>()];
    }
}
