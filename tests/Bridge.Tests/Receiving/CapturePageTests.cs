using Bridge.Ops;
using Bridge.Support;
using Microsoft.Playwright;

namespace Bridge.Receiving;

[Category(Needs.Server)]
public class CapturePageTests
{
    [Test]
    public async Task In_a_browser_a_developer_reads_about_the_door_and_tries_it()
    {
        var publisher = new RecordingPublisher();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher, CapturePost.Settings);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.Browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = bridge.Address.ToString() });
        var complaints = new List<string>();
        page.Console += (_, line) => complaints.AddRange(line.Type is "error" ? [line.Text] : Array.Empty<string>());

        await page.GotoAsync("/openapi/index.html");
        await page.Locator(".btn.authorize").ClickAsync();
        await page.Locator(".auth-container input[type=text]").First.FillAsync(CapturePost.Key);
        await page.Locator(".auth-btn-wrapper .authorize").First.ClickAsync();
        await page.Locator(".auth-btn-wrapper .btn-done").First.ClickAsync();
        await page.Locator(".opblock-summary").First.ClickAsync();
        await page.Locator(".btn.execute").ClickAsync();

        await Assertions.Expect(page.Locator(".live-responses-table .response-col_status").Last).ToContainTextAsync("200");
        Assert.That(complaints, Is.Empty);
        Assert.That(publisher.Published.Single().Read().Single().Name, Is.EqualTo("chat.assigned"));
    }
}
