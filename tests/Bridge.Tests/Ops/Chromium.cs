using Microsoft.Playwright;

namespace Bridge.Ops;

/// <summary>The browser installed on this machine: <c>BRIDGE_TEST_CHROMIUM</c>, or <c>/usr/bin/chromium</c>.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Usual = "/usr/bin/chromium";

    private Chromium(IPlaywright playwright, IBrowser browser) => (Playwright, Browser) = (playwright, browser);

    public IPlaywright Playwright { get; }

    public IBrowser Browser { get; }

    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Microsoft.Playwright.Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Environment.GetEnvironmentVariable("BRIDGE_TEST_CHROMIUM") is { Length: > 0 } path ? path : Usual,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"], // as root, and in containers with little shared memory
            }
        );
        return new Chromium(playwright, browser);
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        Playwright.Dispose();
    }
}
