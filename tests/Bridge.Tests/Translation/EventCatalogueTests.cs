using System.Reflection;
using Bridge.Core.Events;
using Bridge.Core.Translation;

namespace Bridge.Translation;

[TestFixture]
internal sealed class EventCatalogueTests
{
    private static IEnumerable<byte[]> Bodies() =>
        Samples
            .Names(Samples.Webhooks)
            .Select(name => Samples.FileOf(Samples.Webhooks, name))
            .Concat(Samples.CorpusFiles())
            .Select(File.ReadAllBytes);

    [Test]
    public void Every_event_of_every_sample_and_body_from_the_field_keeps_to_its_declaration()
    {
        var options = Samples.OptionsFor("-backfilled") with
        {
            IncludeMessageText = true,
            FlowAnswers = new HashSet<string> { "date", "guests" },
        };

        var events = Bodies().SelectMany(body => Translated.Body(body, options).Events).ToList();

        Assert.That(events, Has.Count.GreaterThan(150));
        Assert.That(events.Select(Catalogue.FindFault).Where(fault => fault is not null), Is.Empty);
    }

    [Test]
    public void A_property_that_is_not_declared_is_noticed()
    {
        var undeclared = Translated.Message("\"type\":\"text\"").Events.Single() with { Name = "message.deleted" };

        Assert.That(Catalogue.FindFault(undeclared), Is.EqualTo("message.deleted has direction, which is not declared for it"));
        Assert.That(Catalogue.FindFault(undeclared with { Name = "message.never" }), Is.EqualTo("message.never is not declared"));
    }

    [Test]
    public void Samples_show_every_event_that_a_single_webhook_tells()
    {
        var shown = Samples
            .Names(Samples.Webhooks)
            .SelectMany(name => Translated.Body(File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, name)), Samples.OptionsFor(name)).Events)
            .Select(trackEvent => EventCatalogue.Find(trackEvent.Name))
            .ToHashSet();

        Assert.That(
            EventCatalogue
                .All.Where(definition => definition.IsOfOneWebhook && !shown.Contains(definition))
                .Select(definition => definition.Name),
            Is.Empty
        );
    }

    [Test]
    public void Every_declared_property_belongs_to_an_event_under_a_name_of_its_own()
    {
        var declared = new[] { typeof(EventProperties), typeof(TouchProperties) }
            .SelectMany(one => one.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(field => (EventProperty)field.GetValue(null)!)
            .ToList();

        var used = EventCatalogue
            .All.SelectMany(definition => definition.Properties)
            .SelectMany(property => property.Members.Prepend(property))
            .ToHashSet();

        Assert.That(declared.Where(property => !used.Contains(property)), Is.Empty);
        Assert.That(declared.Select(property => property.Name), Is.Unique);
        Assert.That(declared.Select(property => property.Meaning), Is.Unique);
    }

    [Test]
    public void An_event_is_declared_once_and_lists_each_property_once()
    {
        Assert.That(EventCatalogue.All.Select(definition => definition.Name), Is.Unique);
        Assert.That(
            EventCatalogue
                .All.Where(definition => definition.Properties.Count() != definition.Properties.Distinct().Count())
                .Select(definition => definition.Name),
            Is.Empty
        );
    }

    [TestCase("account.review_update", "account.review_update")]
    [TestCase("account.account_deleted", "account.*")]
    [TestCase("conversion.lead_submitted", "conversion.*")]
    [TestCase("message.received", "message.received")]
    [TestCase("message.receivedness", null)]
    [TestCase("conversions", null)]
    public void An_event_is_found_by_its_own_name_before_a_pattern(string name, string? declaration)
    {
        Assert.That(EventCatalogue.Find(name)?.Name, Is.EqualTo(declaration));
    }
}
