using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Bridge.Support;
using Bridge.Translation;
using Bridge.Watching;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Telemetry;

/// <summary>What Prometheus fetches: names and labels.</summary>
[Alone] // collects from the meters of the whole process, and loses them when another Bridge in it ends
public partial class MetricsTests
{
    /// <summary>Dashboards and alert rules are written against these: what is measured by Bridge itself, and by which labels.</summary>
    private static readonly string[] Pinned =
    [
        "bridge_app_secret_last_used_timestamp_seconds{secret}",
        "bridge_broker_confirm_duration_seconds{outcome}",
        "bridge_broker_up{}",
        "bridge_captures_total{key,status}",
        "bridge_collector_answer_duration_seconds{destination,status}",
        "bridge_conversions_not_told{reason}",
        "bridge_dead_letters_oldest_age_seconds{}",
        "bridge_dead_letters_open{}",
        "bridge_dead_letters_total{reason}",
        "bridge_delivery_attempts_total{destination,outcome}",
        "bridge_delivery_batch_size{destination}",
        "bridge_destination_paused{destination}",
        "bridge_destination_waiting{destination}",
        "bridge_disk_free_bytes{}",
        "bridge_event_journey_duration_seconds{destination}",
        "bridge_events_dead_total{destination,reason}",
        "bridge_events_deferred{}",
        "bridge_events_deferred_oldest_age_seconds{}",
        "bridge_events_delivered_total{destination}",
        "bridge_events_dropped_total{name,rule}",
        "bridge_events_dropped_total{rule}",
        "bridge_events_oldest_age_seconds{destination}",
        "bridge_events_queued_total{}",
        "bridge_events_waiting{destination}",
        "bridge_fields_unrecognised_total{field}",
        "bridge_intake_standstill_seconds{}",
        "bridge_items_received_total{kind}",
        "bridge_queue_consumers{queue}",
        "bridge_queue_messages{queue}",
        "bridge_spool_kept_aside{}",
        "bridge_spool_limit_bytes{}",
        "bridge_spool_oldest_age_seconds{}",
        "bridge_spool_size_bytes{}",
        "bridge_spool_waiting{}",
        "bridge_webhook_answer_duration_seconds{status}",
        "bridge_webhook_last_timestamp_seconds{phone_number_id}",
    ];

    /// <summary>What only trouble shows, and is not made here.</summary>
    private static readonly string[] OfTrouble =
    [
        "bridge_delivery_suspected_total{destination}",
        "bridge_feed_dropped_total{}",
        "bridge_webhooks_not_stored_total{cause}",
    ];

    private const string Unrecognised = """
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"future","value":{"a":1}}]}]}
        """;

    [Test]
    [Category(Needs.Server)]
    public async Task The_names_and_labels_are_those_that_dashboards_are_written_against()
    {
        await using var collector = await ScriptedCollector.StartAsync();
        await using var embedded = await BridgeHost.StartAsync([
            .. MetricsPage.OwnAddress,
            new("Collector:Url", collector.Url.ToString()),
            new("Delivery:LingerMilliseconds", "10"),
            new("Attribution:Conversions", "message.received=LeadSubmitted"), // of whom no ad brought
            new("Attribution:ConversionsDataset", "4711"),
            new("Attribution:ConversionsToken", "token"),
        ]);
        await using var rig = new BrokerRig(await RabbitServer.AnyUrlAsync());
        await using var receiver = await rig.StartReceiverAsync([
            ("Broker:CheckSeconds", "1"),
            .. MetricsPage.OwnAddress.Select(pair => (pair.Key, pair.Value)),
        ]);
        await receiver.PostAsync(new TextWebhook(9));
        await UseAllOfItAsync(embedded, collector);

        string[] all = [];
        await Eventually.HoldsAsync(
            async () =>
                !Pinned
                    .Except(all = [.. Series(await MetricsPage.ScrapeAsync(embedded)), .. Series(await MetricsPage.ScrapeAsync(receiver))])
                    .Any(),
            () => $"all of them are there, also {string.Join(", ", Pinned.Except(all))}"
        );

        Assert.That(
            all.Where(name => name.StartsWith("bridge_", StringComparison.Ordinal)).Distinct(),
            Is.SubsetOf(Pinned.Concat(OfTrouble))
        );
    }

    [Test]
    public async Task No_label_says_who_wrote_or_what()
    {
        await using var bridge = await BridgeHost.StartAsync(MetricsPage.OwnAddress);
        var webhook = new TextWebhook(1);
        await bridge.PostAsync(webhook);

        var text = await MetricsPage.ScrapeAsync(bridge);

        Assert.That(text, Does.Contain("bridge_webhook_answer_duration_seconds_bucket"));
        Assert.That(text, Does.Not.Contain("254712345678").And.Not.Contain("wamid"));
        Assert.That(text, Does.Contain("le=\"0.25\"").And.Contain("le=\"1\""));
    }

    [Test]
    [Category(Needs.Server)]
    public async Task Prometheus_own_checker_finds_nothing_wrong_with_Bridges_metrics()
    {
        Needs.ToSaySo();
        await using var bridge = await BridgeHost.StartAsync(MetricsPage.OwnAddress);
        await bridge.PostAsync(new TextWebhook(1));

        var (exit, output) = await CheckAsync(await MetricsPage.ScrapeAsync(bridge));

        Assert.That(output.Split('\n').Where(line => line.StartsWith("bridge_", StringComparison.Ordinal)), Is.Empty);
        Assert.That(exit, Is.Zero.Or.EqualTo(3), output); // 3: it would name some of the framework's own metrics otherwise
    }

    private static async Task UseAllOfItAsync(BridgeHost bridge, ScriptedCollector collector)
    {
        collector.ScriptForever(new TextWebhook(2).Id, ScriptedAnswer.Status(HttpStatusCode.BadRequest));
        await bridge.PostAsync(new TextWebhook(1), new TextWebhook(1), new TextWebhook(2));
        using var future = await bridge.SendAsync(SignedRequest.Create(Unrecognised));
        using var capture = await bridge.Client.PostAsync("/v1/capture", new StringContent("{}"));
        foreach (var name in (string[])["account-alert", "group-created"])
        {
            using var other = await bridge.SendAsync(
                SignedRequest.Create(await File.ReadAllBytesAsync(Samples.FileOf(Samples.Webhooks, name)))
            );
        }

        await Eventually.HoldsAsync(
            async () => (await MetricsPage.ScrapeAsync(bridge)).Contains("bridge_events_dead_total", StringComparison.Ordinal),
            "one dies alone, and the other is delivered"
        );
        collector.Everything = ScriptedAnswer.Status(HttpStatusCode.ServiceUnavailable);
        await bridge.PostAsync(new TextWebhook(3));
        await bridge.Services.GetRequiredService<FlowSampler>().SampleAsync(CancellationToken.None);
    }

    /// <summary>Each metric once, with the names of its labels.</summary>
    private static IEnumerable<string> Series(string text) =>
        text.Split('\n')
            .Where(line => line is [not '#', ..])
            .Select(line => Sample().Match(line))
            .Select(match => $"{Family().Replace(match.Groups["name"].Value, "")}{{{Labels(match.Groups["labels"].Value)}}}")
            .Distinct();

    private static string Labels(string labels) =>
        string.Join(
            ',',
            Label()
                .Matches(labels)
                .Select(match => match.Groups["name"].Value)
                .Where(name => name != "le" && !name.StartsWith("otel_scope", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );

    private static async Task<(int Exit, string Output)> CheckAsync(string text)
    {
        using var promtool = Process.Start(
            new ProcessStartInfo("promtool", ["check", "metrics"])
            {
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardError = true,
            }
        )!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var output = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, output);
    }

    [GeneratedRegex(@"^(?<name>\w+)(\{(?<labels>.*)\})? ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Family();

    [GeneratedRegex(@"(?<name>\w+)=""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Label();
}
