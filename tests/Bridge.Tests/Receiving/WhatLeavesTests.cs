using System.Diagnostics.Metrics;
using Bridge.Core.Translation;
using Bridge.Support;
using Bridge.Translation;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

/// <summary>What an operator allows to leave, from the settings to the translator, and the counting of what does not.</summary>
public class WhatLeavesTests
{
    [Test]
    public async Task By_default_no_word_leaves_no_past_and_no_other_channel()
    {
        await using var bridge = await RecordingPublisher.StartBridgeAsync(new(), []);

        var options = bridge.Services.GetRequiredService<TranslationOptions>();

        Assert.That((options.IncludeMessageText, options.BackfillHistory), Is.EqualTo((false, false)));
        Assert.That(options.FlowAnswers, Is.Empty);
        Assert.That(options.Channels, Is.EqualTo(["whatsapp"]));
    }

    [Test]
    public async Task What_is_set_reaches_the_translator_as_a_list_or_with_commas()
    {
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            new(),
            new()
            {
                ["Privacy:IncludeMessageText"] = "true",
                ["Privacy:FlowAnswers"] = "date, guests",
                ["Backfill:History"] = "true",
                ["Channels:0"] = "whatsapp",
                ["Channels:1"] = "messenger,instagram",
            }
        );

        var options = bridge.Services.GetRequiredService<TranslationOptions>();

        Assert.That((options.IncludeMessageText, options.BackfillHistory), Is.EqualTo((true, true)));
        Assert.That(options.FlowAnswers, Is.EquivalentTo(["date", "guests"]));
        Assert.That(options.Channels, Is.EquivalentTo(["whatsapp", "messenger", "instagram"]));
    }

    [Test]
    public void A_channel_that_does_not_exist_is_said_at_start()
    {
        var problems = new ChannelOptions { Channels = ["whatsapp", "pigeon"] }.FindProblems();

        Assert.That(
            problems,
            Is.EqualTo([
                "Channels (environment Channels) must be whatsapp, messenger or instagram, "
                    + "or several of them with commas between, but one is \"pigeon\".",
            ])
        );
    }

    [Test]
    public async Task What_a_rule_drops_and_what_nobody_has_heard_of_is_counted_by_name()
    {
        await using var bridge = await RecordingPublisher.StartBridgeAsync(new(), []);
        using var counted = new Counted(bridge.Services.GetRequiredService<IMeterFactory>());

        foreach (var sample in new[] { "history", "messenger-echo", "unknown-field", "unknown-object" })
        {
            using var answer = await bridge.SendAsync(
                SignedRequest.Create(await File.ReadAllBytesAsync(Samples.FileOf(Samples.Webhooks, sample)))
            );
            Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        }

        Assert.That(counted["bridge.events.dropped rule=history name=history"], Is.EqualTo(3));
        Assert.That(counted["bridge.events.dropped rule=channel name=message.sent"], Is.EqualTo(2));
        Assert.That(counted["bridge.fields.unrecognised field=other"], Is.EqualTo(1));
        Assert.That(counted.Of("bridge.fields.unrecognised").Distinct().Count(), Is.EqualTo(2));
    }
}
