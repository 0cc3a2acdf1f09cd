using Bridge.Support;

namespace Bridge.Storage;

/// <summary>An empty database for each test.</summary>
[Category(Needs.Server)]
internal abstract class PostgresFixture
{
    private protected StoreLocation Location { get; private set; } = null!;

    [SetUp]
    public async Task Create() => Location = await StoreLocation.CreateEmptyPostgresAsync();

    [TearDown]
    public async Task Drop() => await Location.DisposeAsync();
}
