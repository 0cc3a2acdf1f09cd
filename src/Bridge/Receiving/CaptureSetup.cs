using Bridge.Configuration;
using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Receiving.Capture;

namespace Bridge.Receiving;

/// <summary>Registers the door for other systems: a CRM that posted to the collector posts here instead.</summary>
internal static class CaptureSetup
{
    public const string Path = "/v1/capture";

    /// <summary>Where Segment's libraries post to.</summary>
    private const string Alias = "/v1/batch";

    /// <summary>Needs <c>AddReceiving</c>.</summary>
    public static WebApplicationBuilder AddCapturing(this WebApplicationBuilder builder)
    {
        builder
            .AddSettings<CaptureOptions>("Capture")
            .PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder
            .Services.AddSingleton<CaptureKeys>()
            .AddSingleton<CaptureLog>()
            .AddSingleton<CaptureResponder>()
            .AddSingleton<CaptureReceiver>();
        return builder.AddSelection();
    }

    /// <summary>A receiver alone knows what forwarders choose only when it has their setting.</summary>
    private static WebApplicationBuilder AddSelection(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetRole().HasFlag(Role.Forward) || builder.Configuration.GetSection(ForwardOptions.Key).Exists())
        {
            builder.AddForwarding();
        }

        builder.Services.AddSingleton(provider => new CaptureSelection(provider.GetService<Forwarding>()));
        return builder;
    }

    /// <summary><c>POST /v1/capture</c>; other methods are answered 405 by routing.</summary>
    public static WebApplication MapCapture(this WebApplication app)
    {
        var receive = (RequestDelegate)app.Services.GetRequiredService<CaptureReceiver>().ReceiveAsync;
        app.MapPost(Path, receive);
        app.MapPost(Alias, receive);
        CapturePage.Map(app);
        return app;
    }
}
