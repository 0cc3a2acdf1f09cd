using System.Text;
using System.Text.Json;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Receiving;

/// <summary>
/// What developers were told to send to the collector works at Bridge as it stands: only the host and the key are others.
/// </summary>
public class CaptureGuideTests
{
    private static IEnumerable<TestCaseData> Examples() =>
        CaptureGuides.All.Select(example => new TestCaseData(example.Event).SetArgDisplayNames(example.Guide, example.Name));

    [TestCaseSource(nameof(Examples))]
    public async Task An_example_is_accepted_and_is_what_the_collector_takes(string example)
    {
        var publisher = new RecordingPublisher();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher, CapturePost.Settings);

        using var response = await bridge.SendAsync(CapturePost.Create(CapturePost.Batch(example)));

        Assert.That(
            (await response.ReadAsync()).GetRawText(),
            Is.EqualTo("""{"accepted":1,"duplicates":0,"rejected":[]}"""),
            response.StatusCode.ToString()
        );
        var item = publisher.Published.Single().Read().Single();
        Assert.That(item.Kind, Is.EqualTo(IntakeKind.Event));
        Assert.That(ContractValidator.FindViolationsOfEvent(Encoding.UTF8.GetString(item.Payload.Span)), Is.Empty);
        Assert.That(PropertiesOf(item.Payload.ToArray()), Is.EqualTo(PropertiesOf(Encoding.UTF8.GetBytes(example))));
    }

    [Test]
    [Category(Needs.Server)] // curl
    [Platform(Exclude = "Win")]
    public async Task The_guides_curl_works_with_another_host_and_key()
    {
        var publisher = new RecordingPublisher();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(publisher, CapturePost.Settings);
        var command = CaptureGuides
            .Curl.Replace("https://collector.analytics.chatnation.co.ke", bridge.Address.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("your_write_key", CapturePost.Key, StringComparison.Ordinal);

        var (exitCode, output) = await Finished.RunAsync("bash", ["-c", command], new Dictionary<string, string>(), CancellationToken.None);

        Assert.That(exitCode, Is.Zero);
        Assert.That(output, Does.Contain("""{"accepted":1,"duplicates":0,"rejected":[]}"""));
        Assert.That(publisher.Published.Single().Read().Single().Name, Is.EqualTo("message.received"));
    }

    private static string PropertiesOf(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return JsonSerializer.Serialize(document.RootElement.GetProperty("properties"));
    }
}
