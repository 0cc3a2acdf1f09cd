using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Bridge.Commands;

public class RunCommandTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("bridge").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Told_to_stop_it_exits_with_0()
    {
        using var stop = new CancellationTokenSource();
        await using var app = Build();
        app.Lifetime.ApplicationStarted.Register(stop.Cancel);

        var exitCode = await RunCommand.ServeAsync(app, stop.Token);

        Assert.That(exitCode, Is.Zero);
    }

    [Test]
    public async Task Stopped_by_a_part_that_failed_it_exits_with_1_so_that_it_is_started_again()
    {
        await using var app = Build(builder => builder.Services.AddHostedService<FailingPart>());

        var exitCode = await RunCommand.ServeAsync(app, CancellationToken.None);

        Assert.That(exitCode, Is.EqualTo(1));
    }

    private WebApplication Build(Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = Program.CreateBuilder(
            BridgeHost.RequiredSettings.Append(new("Store:ConnectionString", Path.Combine(_folder, "bridge.db")))
        );
        adjust?.Invoke(builder);
        return Program.Build(builder);
    }

    private sealed class FailingPart : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.FromException(new InvalidOperationException());
    }
}
