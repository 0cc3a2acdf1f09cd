using System.Net;
using Bridge.Core.Translation;
using Bridge.Storage;
using Bridge.Support;
using Bridge.Translation;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Conservation;

/// <summary>
/// Every body there is goes the whole way: posted signed over HTTP, through spool, intake and delivery, to a collector that holds each
/// event against its contract.
/// </summary>
public class EveryBodyTests
{
    [Test]
    public async Task Every_sample_and_every_body_from_the_field_is_answered_200_and_arrives_as_the_collector_wants_it()
    {
        await using var collector = await ScriptedCollector.StartAsync(strict: true);
        await using var bridge = await BridgeHost.StartAsync([
            new("Collector:Url", collector.Url.ToString()),
            new("Events:Forward", "all"),
            new("Intake:UnavailableHold", "00:00:01"),
        ]);
        var bodies = Directory.EnumerateFiles(Samples.Webhooks, "*.json").Concat(Samples.CorpusFiles()).Select(File.ReadAllBytes).ToList();

        var answers = new List<HttpStatusCode>();
        foreach (var body in bodies)
        {
            using var answer = await bridge.SendAsync(SignedRequest.Create(body));
            answers.Add(answer.StatusCode);
        }

        var translations = bodies
            .Select(body => WebhookTranslator.Translate(body, TimeProvider.System.GetUtcNow(), TranslationOptions.Default))
            .ToList();
        var made = translations
            .SelectMany(translation => translation.Events)
            .DistinctBy(trackEvent => trackEvent.Id)
            .ToDictionary(trackEvent => trackEvent.Id);
        var events = made
            .Values.Where(trackEvent => trackEvent.ReplacedBy is not { } better || !made.ContainsKey(better))
            .Select(trackEvent => trackEvent.Id)
            .Concat(made.Values.Select(trackEvent => trackEvent.Implies).OfType<Guid>())
            .ToHashSet();
        var dead = translations
            .SelectMany(translation =>
                translation.Unreadable.Select(item => item.Id).Concat(translation.Unrecognised.Select(item => item.Id))
            )
            .ToHashSet();
        await Eventually.HoldsAsync(
            () => Task.FromResult(Missing().Count == 0 || collector.Violations.Count > 0),
            () => $"every event arrived; missing: {string.Join(", ", Missing())}"
        );
        Assert.Multiple(() =>
        {
            Assert.That(bodies, Has.Count.GreaterThan(50));
            Assert.That(answers, Is.All.EqualTo(HttpStatusCode.OK));
            Assert.That(collector.Violations, Is.Empty);
            Assert.That(collector.Taken.Keys, Is.EquivalentTo(events));
        });
        var deadLetters = await bridge.Services.GetRequiredService<IStore>().CountDeadLettersAsync(CancellationToken.None);
        Assert.That(deadLetters.Values.Sum(), Is.EqualTo(dead.Count));

        List<string> Missing() =>
            [
                .. events
                    .Where(id => !collector.Taken.ContainsKey(id))
                    .Select(id => $"{id} ({(made.TryGetValue(id, out var one) ? one.Name : "implied")})"),
            ];
    }
}
