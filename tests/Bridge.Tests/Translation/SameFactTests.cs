using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Bridge.Translation;

/// <summary>What Meta tells twice, or in two places, is one fact; what only looks alike is two.</summary>
[TestFixture]
internal sealed partial class SameFactTests
{
    [TestCase("echo-from-phone", "sent:110045678901234:wamid.HBgMMjU0NzEyMzQ1Njc4FQIAERgSRUNITz01AA==")]
    [TestCase("standby-status", "st:110045678901234:wamid.HBgMMjU0NzEyMzQ1Njc4FQIAEhgUU1RBTkRCWTAxDD==:read")]
    [TestCase("handover-to-people", "ho:110045678901234:254712345678:control_passed:1769162390:#")]
    [TestCase("marketing-stopped", "pref:110045678901234:KE.20990018275536417708:marketing_messages:stop:1769162390:#")]
    [TestCase("user-id-update", "uid:110045678901234:KE.20990018275536417708:KE.55667788990011223344")]
    [TestCase("call-started", "call:110045678901234:wacid.ABGGFjFVU2AfAgo6V-Hc5eCgK5Gh:connect")]
    [TestCase("conversion-lead", "auto:110045678901234:wamid.HBgMMjU0NzEyMzQ1Njc4FQIAEhgUQVVUTzAx:lead_submitted:#")]
    [TestCase("landing-page-viewed", "ua:110045678901234:landing_page_view:IwAR7aCUKUapCC35tsF7QFRxKy9:1769162390")]
    [TestCase("group-deleted", "grp:110045678901234:Y2FwaV9ncm91cDoyNTQ3MDkwMDAxMTE6MTIwMzYzNDA0Njk0MjMzODIw:group_delete:req-3::#:#")]
    [TestCase("history-backfilled", "sent:110045678901234:wamid.SElTVE9SWTAx")]
    [TestCase("messenger-message", "msg:208685479508187:m_text1")]
    public void A_fact_has_the_key_that_makes_its_repetition_the_same_fact(string sample, string key)
    {
        Assert.That(Hash().Replace(Translated.Sample(sample).Events[0].NaturalKey, "#"), Is.EqualTo(key));
    }

    [Test]
    public void The_copy_in_standby_is_the_same_fact_as_the_owners()
    {
        var ids = Translated.Sample("standby-and-owner-same-message").Events.Select(trackEvent => trackEvent.Id).ToList();

        Assert.That(ids, Has.Count.EqualTo(4));
        var (standby, owners) = (ids.Take(2), ids.Skip(2));
        Assert.That(owners, Is.EqualTo(standby));
    }

    [TestCase("standby.inbound_message.text", "messages")]
    [TestCase("standby.status.delivered", "statuses")]
    public void A_body_from_the_field_in_standby_is_the_same_fact_as_the_owners(string file, string list)
    {
        Assume.That(Samples.Corpus, Is.Not.Null, "there is no corpus");
        var standby = JsonNode.Parse(File.ReadAllText(Path.Combine(Samples.Corpus!, file + ".json")))!;
        var owner = standby.DeepClone();
        var change = owner["entry"]![0]!["changes"]![0]!;
        change["field"] = "messages";
        change["value"]![list] = change["value"]!["standby"]![list]!.DeepClone();
        change["value"]!.AsObject().Remove("standby");

        var ids = new[] { standby, owner }.Select(body => Translated.Body(body.ToJsonString()).Events.Single().Id);

        Assert.That(ids.Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public void The_copies_of_a_handover_are_one_fact_and_the_next_handover_another()
    {
        var first = Translated.Sample("handover-to-people").Events.Single();
        var again = Translated.Sample("handover-to-people").Events.Single();
        var taken = Translated.Sample("handover-taken").Events.Single();

        Assert.That(again.Id, Is.EqualTo(first.Id));
        Assert.That(taken.Id, Is.Not.EqualTo(first.Id));
    }

    [TestCase(
        "messaging_handovers",
        """{"sender":{"phone_number":"254712345678"},"recipient":{"phone_number_id":"1"},"control_passed":{"metadata":"#"}}"""
    )]
    [TestCase(
        "user_preferences",
        """{"user_preferences":[{"wa_id":"254712345678","category":"marketing_messages","value":"stop","detail":"#"}]}"""
    )]
    [TestCase("messages", """{"user_actions":[{"action_type":"landing_page_view","note":"#"}]}""")]
    [TestCase("group_status_update", """{"groups":[{"group_id":"G","type":"group_suspend","note":"#"}]}""")]
    public void Without_a_time_two_different_items_are_two_facts_and_the_same_one_is_one(string field, string value)
    {
        Guid Id(string difference) =>
            Translated
                .Body(
                    $$$"""{"entry":[{"id":"9","changes":[{"field":"{{{field}}}","value":"""
                        + $$$"""{{{value.Replace("#", difference, StringComparison.Ordinal)}}} }]}]}"""
                )
                .Events.Single()
                .Id;

        var (first, again, other) = (Id("1"), Id("1"), Id("2"));

        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
    }

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hash();
}
