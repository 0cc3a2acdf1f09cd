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

namespace Bridge;

/// <summary>The story of the process: what it is made of, and what of it answers requests.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => CommandLine.RunAsync(args, Console.Out, Console.Error, CancellationToken.None);

    /// <summary>Everything Bridge is made of, along the way of the data.</summary>
    /// <param name="settings">Settings that win over files and environment.</param>
    /// <exception cref="StartupException">The role cannot be what it is set to.</exception>
    public static WebApplicationBuilder CreateBuilder(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.AddConfiguration(settings);
        var role = builder.Configuration.GetRole();

        builder.AddTelemetry();
        if (role.NeedsStore()) builder.AddStorage();
        builder.AddMessaging(role);
        if (role.HasFlag(Role.Receive)) builder.AddReceiving();
        if (role.HasFlag(Role.Forward)) builder.AddIntake().AddDelivery().AddActivity();
        if (role.NeedsStore()) builder.AddDeadLetters(role);
        return builder;
    }

    /// <summary>Bridge, ready to be started.</summary>
    /// <exception cref="StartupException">Its settings are not sound; it says all that is wrong with them.</exception>
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var app = builder.Build().RequireSoundSettings();   // before anything is made that would trip over them
        app.MapHealth();
        if (app.Configuration.GetRole().HasFlag(Role.Receive)) app.MapWebhooks();
        return app;
    }
}
