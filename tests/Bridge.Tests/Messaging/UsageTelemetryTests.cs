using Bridge.Configuration;
using MassTransit;
using MassTransit.UsageTracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bridge.Messaging;

public class UsageTelemetryTests
{
    [TestCase(nameof(Role.Receive))]
    [TestCase(nameof(Role.Forward))]
    [TestCase(nameof(Role.All))]
    public async Task MassTransit_reports_nothing_to_its_maker(string role)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["Broker:Url"] = "amqp://127.0.0.1:9";
        builder.AddMessaging(Enum.Parse<Role>(role));
        await using var app = builder.Build();

        Assert.That(app.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled, Is.False);
        Assert.That(app.Services.GetService<IUsageTracker>(), Is.Null, "nothing is there that could report");
    }
}
