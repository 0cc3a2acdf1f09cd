using Bridge.Core.Insights;

namespace Bridge.Insights;

public class FigureLabelTests
{
    [TestCase("agent_456", ExpectedResult = "agent_456")]
    [TestCase("120210000000000012", ExpectedResult = "120210000000000012")]
    [TestCase("spring sale 2026", ExpectedResult = "spring sale 2026")]
    [TestCase("0712345678", ExpectedResult = "withheld")]
    [TestCase("0712-345678 Jane", ExpectedResult = "withheld")]
    [TestCase("+254 799 999 999", ExpectedResult = "withheld")]
    [TestCase("https://wa.me/254799999999", ExpectedResult = "withheld")]
    [TestCase("lead 254712345678", ExpectedResult = "withheld")]
    [TestCase("Jane 712 345 678", ExpectedResult = "withheld")]
    public string A_name_that_may_be_a_number_is_withheld(string name) => FigureLabel.Of(name, "254712345678");

    [TestCase("image", true)]
    [TestCase("marketing_cap", true)]
    [TestCase("Jane Doe wants a refund", false)]
    [TestCase("jane-0712345678", false)]
    [TestCase("<script>", false)]
    [TestCase("", false)]
    public void Only_a_word_is_told(string text, bool isTold) => Assert.That(FigureLabel.IsWord(text), Is.EqualTo(isTold));
}
