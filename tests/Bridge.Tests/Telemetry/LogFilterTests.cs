using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Telemetry;

public class LogFilterTests
{
    [Test]
    public async Task No_setting_turns_on_the_log_of_requests_whose_query_holds_the_verify_token()
    {
        await using var app = Program
            .CreateBuilder(
                BridgeHost.RequiredSettings.Concat([
                    new("Serilog:MinimumLevel:Default", "Verbose"),
                    new("Serilog:MinimumLevel:Override:Microsoft", "Verbose"),
                    new("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace"),
                ])
            )
            .Build();
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();

        var requests = loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Critical);
        var others = loggers.CreateLogger("Microsoft.AspNetCore.Routing").IsEnabled(LogLevel.Trace);

        Assert.That((requests, others), Is.EqualTo((false, true)));
    }
}
