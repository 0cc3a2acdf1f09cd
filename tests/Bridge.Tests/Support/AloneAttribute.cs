using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Bridge.Support;

/// <summary>
/// A fixture, or a test, beside which nothing runs in its process: it listens to what is the process's own, or loads the machine. The
/// reason stands beside it. <c>tests/run.sh</c> gives all of them a process of their own, beside that of the others.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class AloneAttribute : NUnitAttribute, IApplyToTest
{
    private const string Category = "Alone";

    public void ApplyToTest(Test test)
    {
        test.Properties.Set(PropertyNames.ParallelScope, ParallelScope.None);
        test.Properties.Add(PropertyNames.Category, Category);
    }
}
