using System.Globalization;
using Bridge.Core.Conversations;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Delivery;
using Bridge.Translation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Bridge.Conversations;

/// <summary>What an operator may choose, how it is written, and what is said of what is not.</summary>
public class CoreSettingsTests
{
    [Test]
    public void Unless_set_the_rules_are_those_the_documentation_names()
    {
        Assert.That(
            Read<ConversationSettings>(("Contacts:CountFrom", ""), ("Conversations:ResolveAfter", "24h")),
            Is.EqualTo(ConversationSettings.Default)
        );
        Assert.That(
            ConversationSettings.Default,
            Is.EqualTo(
                new ConversationSettings
                {
                    ResolveAfter = TimeSpan.FromHours(24),
                    ReopenWithin = TimeSpan.FromHours(24),
                    SameHandoffWithin = TimeSpan.FromMinutes(1),
                    InitialMode = ServiceMode.Unknown,
                    ForgetAfter = TimeSpan.FromDays(400),
                }
            )
        );
    }

    [Test]
    public void What_is_set_holds()
    {
        var settings = Read<ConversationSettings>(
            ("Conversations:ResolveAfter", "off"),
            ("Conversations:ReopenWithin", "7d"),
            ("Conversations:SameHandoffWithin", "00:01:30"),
            ("Conversations:InitialMode", "bot"),
            ("Conversations:BusinessHours", "Mon-Fri 09:00-17:00 Etc/UTC; Sat 10:00-12:00 Etc/UTC"),
            ("Conversations:ForgetAfter", "90d"),
            ("Contacts:CountFrom", "2026-01-23")
        );

        Assert.That(
            settings with
            {
                BusinessHours = null,
            },
            Is.EqualTo(
                new ConversationSettings
                {
                    ResolveAfter = null,
                    ReopenWithin = TimeSpan.FromDays(7),
                    SameHandoffWithin = TimeSpan.FromSeconds(90),
                    InitialMode = ServiceMode.Bot,
                    ForgetAfter = TimeSpan.FromDays(90),
                    CountFrom = new DateTimeOffset(2026, 1, 23, 0, 0, 0, TimeSpan.Zero),
                }
            )
        );
        var saturday = new DateTimeOffset(2026, 1, 24, 0, 0, 0, TimeSpan.Zero);
        Assert.That(settings.BusinessHours!.SecondsBetween(saturday, saturday.AddDays(1)), Is.EqualTo(7200));
    }

    [TestCase("30s", "00:00:30")]
    [TestCase("24:00:00", "1.00:00:00", Description = "a day, not 24 of them")]
    [TestCase("24:00", "1.00:00:00")]
    [TestCase("7.00:00:00", "7.00:00:00")]
    public void Silence_is_measured_as_it_is_written(string text, string expected) =>
        Assert.That(
            Read<ConversationSettings>(("Conversations:ResolveAfter", text)).ResolveAfter,
            Is.EqualTo(TimeSpan.Parse(expected, CultureInfo.InvariantCulture))
        );

    [TestCase("Conversations:ResolveAfter", "1", "must be a time from 1s to 30d such as 24h, or off, but is \"1\".")]
    [TestCase("Conversations:ResolveAfter", "0s", "must be a time from 1s to 30d such as 24h, or off, but is \"0s\".")]
    [TestCase("Conversations:ResolveAfter", "31d", "must be a time from 1s to 30d such as 24h, or off, but is \"31d\".")]
    [TestCase("Conversations:ReopenWithin", "soon", "must be a time such as 30s, 7d or 7.00:00:00, but is \"soon\".")]
    [TestCase("Conversations:SameHandoffWithin", "2h", "must be between 00:00:00 and 01:00:00, but is 02:00:00.")]
    [TestCase("Conversations:ForgetAfter", "1h", "must be between 1.00:00:00 and 3650.00:00:00, but is 01:00:00.")]
    [TestCase("Conversations:InitialMode", "robot", "must be one of Unknown, Bot, Agent, but is \"robot\".")]
    [TestCase("Contacts:CountFrom", "soon", "must be a date or time such as 2026-01-23 or 2026-01-23T10:00:00Z, but is \"soon\".")]
    [TestCase(
        "Conversations:BusinessHours",
        "always",
        ": \"always\" is not days, hours and a time zone such as \"Mon-Fri 09:00-17:00 Africa/Nairobi\"."
    )]
    public void What_cannot_be_is_refused_by_name_with_an_example(string key, string value, string problem)
    {
        var separator = problem.StartsWith(':') ? "" : " ";

        Assert.That(
            () => Read<ConversationSettings>((key, value)),
            Throws
                .TypeOf<OptionsValidationException>()
                .With.Message.EqualTo($"{key} (environment {key.Replace(":", "__", StringComparison.Ordinal)}){separator}{problem}")
        );
    }

    [Test]
    public void A_trigger_too_long_to_be_one_is_refused_by_name() =>
        Assert.That(
            () => Read<TranslationOptions>(("Sources:110:HandoffTriggers", new string('x', 257))),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("Sources:110:HandoffTriggers (environment Sources__110__")
        );

    [Test]
    public void Triggers_are_a_list_or_one_text_and_a_number_may_have_its_own()
    {
        var triggers = Read<TranslationOptions>(
            ("Conversations:HandoffTriggers", "talk_to_human, agent"),
            ("Sources:110:HandoffTriggers:0", "help, please"),
            ("Sources:111:HandoffTriggers", "")
        ).HandoffTriggers;

        Assert.That(triggers.Match("1", "AGENT", null, default), Is.EqualTo("agent"));
        Assert.That(triggers.Match("110", "please", null, default), Is.EqualTo("please"));
        Assert.That(triggers.Match("110", "agent", null, default), Is.Null);
        Assert.That(triggers.Match("111", "agent", null, default), Is.Null, "it has none");
    }

    [Test]
    public void A_pattern_of_texts_is_one_text_or_a_list_whatever_commas_it_holds_and_a_wrong_one_is_refused_by_name()
    {
        var patterns = Read<TranslationOptions>(
            ("Attribution:TextPatterns", "code (?<campaign>[a-z]{2,9})"),
            ("Sources:110:TextPatterns:0", "kiosk (?<source>.+)")
        ).TextPatterns;

        Assert.That(patterns.Match("1", "code spring")?.Name, Is.EqualTo("spring"));
        Assert.That(patterns.Match("110", "kiosk 7")?.Source, Is.EqualTo("7"));
        Assert.That(patterns.Match("110", "code spring"), Is.Null);
        Assert.That(
            () => Read<TranslationOptions>(("Sources:110:TextPatterns", "spring")),
            Throws.TypeOf<OptionsValidationException>().With.Message.Contains("Sources:110:TextPatterns (environment Sources__110__")
        );
    }

    [Test]
    public void A_number_with_triggers_alone_has_no_destination_of_its_own_and_needs_no_key()
    {
        string[] Names(string key) => [.. Destination.AllOf(Destinations((key, "help"), ("Sources:112:WriteKey", "k"))).Keys.Order()];

        Assert.That(Names("Sources:110:HandoffTriggers"), Is.EqualTo(["112", "default"]));
        Assert.That(Names("Sources:110:HandoffTriggers:0"), Is.EqualTo(["112", "default"]));
        Assert.That(Names("Sources:110:TextPatterns"), Is.EqualTo(["112", "default"]));
        Assert.That(DestinationOptionsValidator.Problems(Destinations(("Sources:110:Url", "https://a.example"))), Is.Not.Empty);
    }

    private static DestinationOptions Destinations(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            settings
                .Append(("Collector:Url", "https://collector.example.com"))
                .Append(("Collector:WriteKey", "k"))
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2))
        );
        builder.AddCollector();
        return builder.Build().Services.GetRequiredService<IOptionsMonitor<DestinationOptions>>().CurrentValue;
    }

    private static T Read<T>(params (string Key, string Value)[] settings)
        where T : notnull
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddConversationSettings().AddTranslation();
        return builder.Build().Services.GetRequiredService<T>();
    }
}
