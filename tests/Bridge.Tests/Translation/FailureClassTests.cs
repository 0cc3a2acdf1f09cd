using Bridge.Core.Translation;

namespace Bridge.Translation;

public sealed class FailureClassTests
{
    [TestCase("window", 470, 131047)]
    [TestCase("opt_out", 131050)]
    [TestCase("marketing_cap", 131049)]
    [TestCase("experiment", 130472)]
    [TestCase("recipient", 131026, 137000)]
    [TestCase("template", 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132018, 132021)]
    [TestCase("account", 0, 190, 3, 10, 200, 250, 299, 131005, 368, 131031, 131037, 131042, 131044, 131045, 131048, 131063, 131064)]
    [TestCase("account", 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 134011, 139100, 139103, 139200)]
    [TestCase("transient", 1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 2494100, 134101, 2593107)]
    [TestCase("permanent", 33, 100, 130497, 131008, 131009, 131021, 131030, 131051, 131052, 131053, 131055, 131062)]
    [TestCase("permanent", 134100, 134102, 135000, 2593108, 2593109)]
    [TestCase("calling", 138000, 138009, 138018)]
    [TestCase("flow", 132068, 132069, 139000, 139004)]
    [TestCase("group", 131020, 131041, 131059, 131201, 131208, 131215)]
    public void Every_code_of_Metas_reference_has_its_class(string expected, params int[] codes)
    {
        var classes = codes.Select(FailureClass.Of);

        Assert.That(classes, Is.All.EqualTo(expected));
        Assert.That(codes, Is.SubsetOf(FailureClass.FindKnown()));
    }

    [TestCase(-1)]
    [TestCase(199)]
    [TestCase(300)]
    [TestCase(131200)]
    [TestCase(131216)]
    [TestCase(132002)]
    [TestCase(133007)]
    [TestCase(137999)]
    [TestCase(138019)]
    [TestCase(139005)]
    [TestCase(139104)]
    [TestCase(131060, TestName = "131060 stands on inbound messages and says nothing about a failed one")]
    [TestCase(int.MaxValue)]
    [TestCase(int.MinValue)]
    public void A_code_beside_the_known_ones_is_unknown(int code)
    {
        var found = FailureClass.Of(code);

        Assert.That(found, Is.EqualTo("unknown"));
    }
}
