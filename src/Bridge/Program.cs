using Bridge.Commands;
using Bridge.Configuration;
using Bridge.DeadLetters;
using Bridge.Delivery;
using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Ops;
using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Telemetry;
using Bridge.Watching;

namespace Bridge;

/// <summary>The story of the process: what it is made of, and what of it answers requests.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => CommandLine.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);

    /// <summary>Everything Bridge is made of. The settings win over files and environment; a role that cannot be is refused.</summary>
    public static WebApplicationBuilder CreateBuilder(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = ConfigurationSetup.CreateBuilder(settings);
        builder.Services.AddSingleton(_ => EverySetting.Catalogue);
        var role = builder.Configuration.GetRole();
        builder.AddTelemetry();
        if (role.NeedsStore()) builder.AddStorage().AddDeadLetters(role);
        builder.AddMessaging(role);
        if (role.HasFlag(Role.Receive)) builder.AddReceiving().AddCapturing();
        if (role.HasFlag(Role.Forward)) builder.AddIntake().AddDelivery();
        if (role.HasFlag(Role.Ops)) builder.AddOps();
        return builder.AddWatching(role);
    }

    /// <summary>Bridge, ready to be started; a <see cref="StartupException"/> says all that is wrong with its settings.</summary>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build().RequireSoundSettings().UseTrustedProxies();   // before anything is made that would trip over them
        var role = app.Configuration.GetRole();
        app.MapHealth();
        if (role.HasFlag(Role.Receive)) app.MapWebhooks().MapCapture();
        if (role.HasFlag(Role.Ops)) app.MapOps();
        return app;
    }
}
