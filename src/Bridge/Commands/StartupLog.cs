using Bridge.Configuration;
using Bridge.Core.Events;
using Bridge.Delivery;
using Bridge.Ops.Access;
using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Translation;
using Microsoft.Extensions.Options;

namespace Bridge.Commands;

/// <summary>
/// The first lines of a process, before anything is opened: what it is, where it listens, and whom it talks to, and which of its settings
/// others need. They name hosts and files, never what may hold a key.
/// </summary>
internal static partial class StartupLog
{
    private const string NotHere = "not here";

    /// <param name="app">Its settings are sound.</param>
    public static void Write(WebApplication app)
    {
        var role = app.Configuration.GetRole();
        Starts(
            app.Logger,
            TrackEvent.LibraryVersion,
            role.ToString().ToLowerInvariant(),
            role.HasFlag(Role.Receive) ? Webhook(app.Configuration) : NotHere,
            role.HasFlag(Role.Forward) ? Collectors(app.Services.GetRequiredService<Destinations>()) : NotHere,
            app.Services.GetService<IStore>()?.Name ?? NotHere,
            Broker(app.Configuration),
            role.HasFlag(Role.Ops) ? OpsPage(app.Services.GetRequiredService<IOptions<OpsOptions>>().Value) : NotHere
        );
        if (!role.HasFlag(Role.Receive) && TranslationSetup.FindSet(app.Configuration).ToList() is { Count: > 0 } keys)
        {
            DoesNotTranslate(app.Logger, string.Join(", ", keys));
        }
    }

    /// <summary>Ports alone, and Kestrel's own section, name no address.</summary>
    private static string Webhook(IConfiguration settings) =>
        settings["urls"] is { Length: > 0 } urls ? string.Join(", ", Addresses(urls).Select(url => url + ReceivingSetup.Path))
        : settings["http_ports"] is { Length: > 0 } ports
            ? string.Join(", ", Addresses(ports).Select(port => $"http://*:{port}{ReceivingSetup.Path}"))
        : ReceivingSetup.Path;

    private static IEnumerable<string> Addresses(string text) =>
        text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(url => url.TrimEnd('/'));

    private static string Collectors(Destinations destinations) =>
        string.Join(
            ", ",
            destinations
                .Collectors.Select(destination => destination.Url.Authority)
                .Distinct()
                .Order(StringComparer.Ordinal)
                .Concat(
                    destinations
                        .All.Except(destinations.Collectors)
                        .Select(meta => $"{DestinationWords.Of(meta.Name)} at {meta.Url.Authority}")
                )
        );

    private static string Broker(IConfiguration settings) =>
        settings.HasBroker() ? new Uri(settings["Broker:Url"]!).Authority : "none, the spool is the way";

    private static string OpsPage(OpsOptions options) => options.Users.Count > 0 ? "on" : "off, Ops:Users names nobody";

    /// <remarks>No warning: processes of all roles may share their settings, and dead letters are translated again with these.</remarks>
    [LoggerMessage(
        LogLevel.Information,
        "This process does not receive, so what it reads in {Settings} holds for dead letters that are translated again and for nothing "
            + "else; webhooks are translated by those who receive them, with their own settings"
    )]
    private static partial void DoesNotTranslate(ILogger logger, string settings);

    [LoggerMessage(
        LogLevel.Information,
        "Bridge {Version} starts, role {Role}: webhook {Webhook}; collectors {Collectors}; store {Store}; broker {Broker}; ops {Ops}"
    )]
    private static partial void Starts(
        ILogger logger,
        string version,
        string role,
        string webhook,
        string collectors,
        string store,
        string broker,
        string ops
    );
}
