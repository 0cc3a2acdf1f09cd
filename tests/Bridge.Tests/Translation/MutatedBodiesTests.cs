using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Core.Translation;

namespace Bridge.Translation;

/// <summary>
/// Damaged samples and bodies from the field: whatever comes in, the translator answers, always the same, and only with well-formed events.
/// <c>BRIDGE_MUTATIONS</c> is how many bodies to try (10 000 unless set), <c>BRIDGE_MUTATION_SEED</c> where to begin.
/// </summary>
[TestFixture]
internal sealed class MutatedBodiesTests
{
    private const int FewMutations = 10_000;

    [Test]
    public void Whatever_comes_in_the_translation_is_total_deterministic_and_well_formed()
    {
        var bodies = Bodies();
        var first = Setting("BRIDGE_MUTATION_SEED", 0);
        var count = Setting("BRIDGE_MUTATIONS", FewMutations);
        var events = 0L;

        for (var seed = first; seed < first + count; seed++)
        {
            var body = new BodyMutator(new Random(seed)).Mutate(bodies[seed % bodies.Count]);
            var options = TranslationOptions.Default with { IncludeMessageText = seed % 2 == 0, BackfillHistory = seed % 3 == 0 };
            var translation = Translated.Body(body, options);
            var lines = translation.Lines();

            events += lines.Count(line => line.StartsWith("{\"type\":\"track\"", StringComparison.Ordinal));
            if ((FindFault(body, options, lines) ?? Undeclared(body, options)) is { } fault)
            {
                Assert.Fail($"Seed {seed}: {fault}\n{Encoding.UTF8.GetString(body)}");
            }
        }

        TestContext.Out.WriteLine($"{count} damaged bodies of {bodies.Count}, {events} events");
        Assert.That(events, Is.GreaterThan(count / 5), "too few events survived the damage for this to show anything");
    }

    [Test]
    public void A_body_cut_off_anywhere_is_unreadable_and_kept_whole()
    {
        var body = Minified(File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, "several-entries")));

        for (var length = 0; length < body.Length; length++)
        {
            var translation = Translated.Body(body.AsMemory(0, length));

            Assert.That(translation.Events, Is.Empty);
            Assert.That(translation.Unreadable.Single().Raw.Length, Is.EqualTo(length));
        }
    }

    private static string? FindFault(byte[] body, TranslationOptions options, List<string> lines) =>
        !lines.SequenceEqual(Translated.Body(body, options).Lines())
            ? "not deterministic"
            : lines.Select(WellFormed.FindFault).FirstOrDefault(fault => fault is not null)
                ?? FindFaultAlone(Translated.Body(body, options), options);

    private static string? FindFaultAlone(WebhookTranslation translation, TranslationOptions options)
    {
        var events = translation.Events.Select(trackEvent => trackEvent.Id).ToHashSet();
        return translation.Unreadable.TrueForAll(item => IsUnreadableAlone(item, events, options))
            ? null
            : "an unreadable item reads differently without its neighbours";
    }

    /// <remarks>What is nested as deep as a body may be is nested too deep with an envelope around it that the body lacked.</remarks>
    private static bool IsUnreadableAlone(Unreadable item, HashSet<Guid> events, TranslationOptions options) =>
        item.Webhook is not { } webhook
        || !Core.Json.JsonTape.TryParse(webhook, out _)
        || (
            Translated.Body(webhook, options) is var alone
            && alone.Unreadable.Exists(again => again.Id == item.Id && again.Reason == item.Reason)
            && alone.Events.TrueForAll(trackEvent => events.Contains(trackEvent.Id))
        );

    /// <summary>Other channels too: they keep the catalogue, though not WhatsApp's contract.</summary>
    private static string? Undeclared(byte[] body, TranslationOptions options) =>
        Translated
            .Body(body, options with { Channels = TranslationOptions.AllChannels })
            .Events.Select(Catalogue.FindFault)
            .FirstOrDefault(fault => fault is not null);

    private static List<byte[]> Bodies() =>
        [
            .. Samples.Names(Samples.Webhooks).Select(name => Minified(File.ReadAllBytes(Samples.FileOf(Samples.Webhooks, name)))),
            .. Samples.CorpusFiles().Select(file => Minified(File.ReadAllBytes(file))),
        ];

    /// <summary>As Meta sends it: white space would take most of the damage.</summary>
    private static byte[] Minified(byte[] body) => Encoding.UTF8.GetBytes(JsonNode.Parse(body)!.ToJsonString());

    private static int Setting(string name, int byDefault) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : byDefault;
}
