using System.Text;
using Bridge.Support;

namespace Bridge.Storage;

/// <summary>A store of either kind, and what nearly every test asks of it.</summary>
internal abstract class StoreFixture(string provider)
{
    private protected const int NoLimit = int.MaxValue;

    private protected bool IsPostgres => provider == StoreProvider.Postgres;

    private protected StoreLocation Location { get; private set; } = null!;

    private protected StoreHost Bridge { get; private set; } = null!;

    private protected IStore Store => Bridge.Store;

    [SetUp]
    public async Task Open() => Bridge = new StoreHost((Location = await StoreLocation.CreateAsync(provider)).Address);

    [TearDown]
    public async Task Close()
    {
        await Bridge.DisposeAsync();
        await Location.DisposeAsync();
    }

    private protected Task<IntakeCounts> TakeIn(params IntakeItem[] items) => Store.TakeInAsync(items, [], CancellationToken.None);

    private protected Task<IReadOnlyList<PendingEvent>> Claim(int count) =>
        Store.ClaimAsync("default", count, NoLimit, CancellationToken.None);

    private protected Task<string> ClaimNumbers(int count) => Numbers(Claim(count));

    private protected static async Task<string> Numbers(Task<IReadOnlyList<PendingEvent>> claim) =>
        string.Join(' ', (await claim).Select(waiting => Encoding.UTF8.GetString(waiting.Payload).TrimEnd()));

    private protected async Task Restart()
    {
        await Bridge.DisposeAsync();
        Bridge = new StoreHost(Location.Address);
    }
}
