using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Bridge.Ops;

/// <summary>What somebody does who is woken at night, in a real browser; without scripts it is the same.</summary>
[TestFixture(true)]
[TestFixture(false)]
internal sealed class OpsJourneyTests(bool withScripts)
{
    private OpsRig _rig = null!;
    private Chromium _chromium = null!;
    private IPage _page = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _rig = await OpsRig.StartAsync();
        _chromium = await Chromium.StartAsync();
        var context = await _chromium.Browser.NewContextAsync(
            new BrowserNewContextOptions { BaseURL = _rig.Bridge.Address.ToString(), JavaScriptEnabled = withScripts }
        );
        _page = await context.NewPageAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _chromium.DisposeAsync();
        await _rig.DisposeAsync();
    }

    [Test]
    public async Task Sign_in_find_inspect_edit_replay_watch_discard_undo_and_sign_out()
    {
        await _rig.KillAsync(1, 6);
        await _rig.KillAsync(7, 8, """{"error":"unknown country","field":"countryCode"}""", 422);

        await SignInAsync();
        await FindAsync();
        await EditAsync();
        await ReplayAsync();
        await DiscardAndUndoAsync();
        await SignOutAsync();

        Assert.That(_rig.Collector.Taken, Has.Count.EqualTo(2), "the two that were replayed, once each");
        Assert.That(_rig.Collector.TakenPayloads.Values, Has.One.Contains("\"TZ\"").And.One.Contains("\"KE\""));
        Assert.That(await _rig.CountDeadAsync(), Is.EqualTo(6));
    }

    private async Task SignInAsync()
    {
        await _page.GotoAsync("/ops");
        await _page.GetByLabel("Your key").FillAsync("bridge_not-a-key");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Alert)).ToContainTextAsync("nobody's key");

        await _page.GetByLabel("Your key").FillAsync(OpsRig.OperatorKey.Text);
        await _page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("8 dead letters");
    }

    private async Task FindAsync()
    {
        await _page.GetByRole(AriaRole.Link, new() { Name = "Dead letters", Exact = true }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("8 dead letters in 2 groups");
        await _page.GetByLabel("Text in the event").FillAsync("unknown country");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("2 dead letters, one group");
        await _page.GetByRole(AriaRole.Link, new() { Name = "message.received" }).First.ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Region, new() { Name = "The collector's answer" })).ToContainTextAsync("unknown country");
    }

    private async Task EditAsync()
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "Edit…" }).ClickAsync();
        var content = _page.GetByLabel("Content", new() { Exact = true });
        await content.FillAsync((await content.InputValueAsync()).Replace("\"KE\"", "\"TZ\"", StringComparison.Ordinal));
        await _page.GetByLabel("Why").FillAsync("wrong country");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Save version 1" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved as version 1");
        await Expect(_page.Locator("ins")).ToContainTextAsync("TZ");
    }

    private async Task ReplayAsync()
    {
        await _page.GetByRole(AriaRole.Link, new() { Name = "Groups" }).ClickAsync();
        await _page.GetByRole(AriaRole.Link, new() { Name = "Plan a replay of these 2 dead letters" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Replay 2 dead letters?");
        await _page.GetByLabel("Why").FillAsync("the country is known now");
        await _page.GetByRole(AriaRole.Button, new() { Name = "Replay 2 dead letters" }).ClickAsync();

        // The page renews itself, as it does for the reader.
        await Expect(_page.GetByText("2 dead letters went through")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(_page.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
    }

    private async Task DiscardAndUndoAsync()
    {
        await _page.GetByRole(AriaRole.Link, new() { Name = "Dead letters", Exact = true }).ClickAsync();
        await _page.GetByRole(AriaRole.Checkbox).Nth(0).CheckAsync();
        await _page.GetByRole(AriaRole.Checkbox).Nth(2).CheckAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Discard the chosen…" }).ClickAsync();
        await _page.GetByRole(AriaRole.Button, new() { Name = "Discard 2 dead letters" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Status)).ToContainTextAsync("2 dead letters were put aside");
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("4 dead letters, one group");

        await _page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(_page.GetByRole(AriaRole.Status)).ToContainTextAsync("2 dead letters are dead again");
        await Expect(_page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("6 dead letters, one group");
    }

    private async Task SignOutAsync()
    {
        await _page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(_page.GetByLabel("Your key")).ToBeVisibleAsync();
        await _page.GotoAsync("/ops/dead-letters");
        await Expect(_page.GetByLabel("Your key")).ToBeVisibleAsync();
    }
}
