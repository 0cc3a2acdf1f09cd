using Bridge.Ops.Access;

namespace Bridge.Ops;

/// <summary>A Bridge with pages, and an operator who is signed in.</summary>
public abstract class PageFixture
{
    private protected const string Person = "254712345678";

    private protected OpsRig Rig { get; private set; } = null!;

    private protected Visitor Olga { get; private set; } = null!;

    [SetUp]
    public async Task Start()
    {
        Rig = await OpsRig.StartAsync();
        Olga = await Rig.VisitAsync(OpsRole.Operator);
    }

    [TearDown]
    public async Task Stop()
    {
        Olga.Dispose();
        await Rig.DisposeAsync();
    }
}
