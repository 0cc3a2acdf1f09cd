using Bridge.DeadLetters;

namespace Bridge.Journal;

/// <summary>A store of either kind with its journal, and who may ask of it: an operator and a viewer.</summary>
internal abstract class JournalFixture(string provider)
{
    private protected static readonly Asker Olga = new("olga", IsOperator: true);
    private protected static readonly Asker Vera = new("vera", IsOperator: false);

    private protected AdminRig Rig { get; private set; } = null!;

    [SetUp]
    public async Task Start() => Rig = await AdminRig.StartAsync(provider);

    [TearDown]
    public async Task Stop() => await Rig.DisposeAsync();
}
