using Bridge.DeadLetters;
using Bridge.DeadLetters.Replays;
using Bridge.Delivery;
using Bridge.Ops.Overview;
using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;
using Bridge.Translation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Bridge.Ops;

/// <summary>Every page on narrow and wide screens, in the light and in the dark: it fits, and it can be read.</summary>
[Category(Needs.Server)]
internal sealed class OpsLayoutTests
{
    /// <summary>The narrowest is the last, so that it is the one on which buttons are pressed.</summary>
    private static readonly (int Width, ColorScheme Scheme)[] Screens =
    [
        (1440, ColorScheme.Dark),
        (1440, ColorScheme.Light),
        (360, ColorScheme.Dark),
        (360, ColorScheme.Light),
        (320, ColorScheme.Light),
    ];

    private OpsRig _rig = null!;
    private Chromium _chromium = null!;
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _rig = await OpsRig.StartAsync();
        _chromium = await Chromium.StartAsync();
        _page = await _chromium.Browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = _rig.Bridge.Address.ToString() });
        await ShowOnAsync(Screens[^1]);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _chromium.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [Test]
    public async Task Every_page_fits_the_screen_and_every_text_stands_out_from_its_ground()
    {
        var problems = new List<string>();
        await foreach (var name in WalkAsync())
        {
            foreach (var screen in Screens)
            {
                await ShowOnAsync(screen);
                var look = $"{name}-{screen.Width}-{screen.Scheme.ToString().ToLowerInvariant()}";
                problems.AddRange((await PageProblems.FindAsync(_page)).Select(problem => $"{look}: {problem}"));
                await KeepAsync(look);
            }
        }

        Assert.That(problems, Is.Empty);
    }

    /// <summary>What a page looks like follows from its style sheet alone, so that it need not be asked for again.</summary>
    private async Task ShowOnAsync((int Width, ColorScheme Scheme) screen)
    {
        await _page.SetViewportSizeAsync(screen.Width, 900);
        await _page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = screen.Scheme });
        await _page.WaitForFunctionAsync(
            "([width, isDark]) => innerWidth === width && matchMedia('(prefers-color-scheme: dark)').matches === isDark",
            new object[] { screen.Width, screen.Scheme is ColorScheme.Dark }
        );
    }

    private async IAsyncEnumerable<string> WalkAsync()
    {
        await _page.GotoAsync("/ops");
        yield return "sign-in";
        await _page.GetByLabel("Your key").FillAsync(OpsRig.OperatorKey.Text);
        await PressAsync(_page.GetByRole(AriaRole.Button));
        yield return "overview-well";

        var (refused, edited, unknown) = await MakeTroubleAsync();
        foreach (
            var (name, path) in new[]
            {
                ("overview", "/ops"),
                ("groups", "/ops/groups"),
                ("dead-letters", "/ops/dead-letters"),
                ("dead-letters-narrowed", "/ops/dead-letters?event=message.*&status=422"),
                ("dead-letters-none", "/ops/dead-letters?text=nothing"),
                ("dead-letters-wrong", "/ops/dead-letters?status=abc"),
                ("dead-letter", $"/ops/dead-letters/{refused}"),
                ("dead-letter-edited", $"/ops/dead-letters/{edited}"),
                ("dead-letter-unknown", $"/ops/dead-letters/{unknown}"),
                ("plan", "/ops/replay?reason=refused"),
                ("discard", $"/ops/discard?id={refused}"),
                ("not-there", "/ops/nowhere"),
                ("trace", "/ops/trace?id=wamid.1"),
                ("trace-nothing", "/ops/trace?id=wamid.unheardof"),
                ("audit", "/ops/audit"),
                ("insights", "/ops/insights"),
                ("insights-days", "/ops/insights?since=3650d"),
                ("insights-wrong", "/ops/insights?zone=Nowhere"),
            }
        )
        {
            await _page.GotoAsync(path);
            yield return name;
        }

        await _page.GotoAsync($"/ops/dead-letters/{refused}");
        await PressAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Edit…" }));
        yield return "edit";

        await _page.GotoAsync($"/ops/discard?id={refused}");
        await PressAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Discard 1 dead letter" }));
        yield return "undo";

        await _page.GotoAsync("/ops/dead-letters?state=discarded");
        yield return "discarded";

        await _page.GotoAsync("/ops/replay?status=422");
        await _page.GetByLabel("Why").FillAsync("the collector knows the country now");
        await PressAsync(_page.GetByRole(AriaRole.Button, new() { Name = "Replay" }));
        yield return "replay";

        await _page.GotoAsync("/ops/replays?still=yes");
        yield return "replays";

        _rig.Collector.Everything = null;
        _rig.Bridge.Services.GetRequiredService<DeliveryStatus>().TryNow("default");
        await Eventually.HoldsAsync(
            async () => (await _rig.Admin.GetReplaysAsync(CancellationToken.None)).Single().State is ReplayState.Finished,
            "the replay has come to its end",
            TimeSpan.FromSeconds(60)
        );
        await _page.GotoAsync("/ops/replays/1?still=yes");
        yield return "replay-finished";
    }

    /// <summary>Presses what leads to another page and waits for all of that page: a click is done when its answer begins.</summary>
    private async Task PressAsync(ILocator button)
    {
        await _page.EvaluateAsync("() => { window.isOld = true; }");
        await button.ClickAsync();
        await _page.WaitForFunctionAsync("() => !window.isOld && document.readyState === 'complete'");
    }

    /// <summary>Dead letters of several causes, one of them edited, and a collector that does not take the key any more.</summary>
    private async Task<(long Refused, long Edited, long Unknown)> MakeTroubleAsync()
    {
        await _rig.KillAsync(
            1,
            9,
            """{"error":"unknown property \"isVoice\"","code":4711,"help":"https://collector.example/errors/4711"}"""
        );
        var refused = (await _rig.NewestAsync()).Id;
        await _rig.KillAsync(
            10,
            12,
            """{"error":"unknown country","field":"countryCode","event":"16878695-5c81-8cfd-b6e8-34883dbee7a4"}""",
            422
        );
        var edited = (await _rig.NewestAsync()).Id;
        var content = (await _rig.Admin.FindAsync(edited, new Actor("olga"), CancellationToken.None))!.Content.Replace(
            "\"KE\"",
            "\"TZ\"",
            StringComparison.Ordinal
        );
        await _rig.Admin.EditAsync(
            edited,
            new DeadLetterEdit(content, 0, NewId: false, "wrong country"),
            new Actor("olga"),
            CancellationToken.None
        );
        var before = await _rig.CountDeadAsync();
        using var answer = await _rig.Bridge.SendAsync(
            SignedRequest.Create(await File.ReadAllBytesAsync(Samples.FileOf(Samples.Webhooks, "unknown-field")))
        );
        await Eventually.HoldsAsync(async () => await _rig.CountDeadAsync() == before + 1, "what is unknown is dead");
        var unknown = (await _rig.NewestAsync()).Id;
        await RecordActivityAsync();
        _rig.Collector.Everything = ScriptedAnswer.Status(401, "unknown write key");
        await _rig.Bridge.PostAsync(TextWebhook.Many(20, 24));
        await Eventually.HoldsAsync(
            async () =>
                (await _rig.OverviewAsync()).Destinations.Any(destination => destination is { State: DestinationState.Paused, Waiting: 5 }),
            "paused"
        );
        return (refused, edited, unknown);
    }

    /// <summary>A day of traffic with an outage in it.</summary>
    private Task<int> RecordActivityAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var last = now - TimeSpan.FromTicks(now.Ticks % ActivityTable.Step.Ticks);
        return _rig
            .Bridge.Services.GetRequiredService<AdminDatabase>()
            .WriteAsync(
                async connection =>
                {
                    for (var step = 95; step >= 0; step--)
                    {
                        var received = 400 + (long)(300 * Math.Sin(step / 14.0));
                        var delivered =
                            step is > 20 and < 27 ? 0
                            : step is 20 ? received * 7
                            : received;
                        var at = last - (step * ActivityTable.Step);
                        await connection.AddTotalAsync(FlowTally.Received, at, received);
                        await connection.AddTotalAsync(FlowTally.Delivered, at, delivered);
                        await connection.AddTotalAsync(FlowTally.Died, at, step is 3 ? 12 : 0);
                    }

                    return 0;
                },
                CancellationToken.None
            );
    }

    private Task KeepAsync(string look) =>
        Environment.GetEnvironmentVariable("BRIDGE_SCREENSHOTS") is { Length: > 0 } folder
            ? _page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{look}.png"), FullPage = true })
            : Task.CompletedTask;
}
