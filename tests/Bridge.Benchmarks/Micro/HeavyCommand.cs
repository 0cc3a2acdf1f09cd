using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Bridge.Core.Translation;
using Bridge.Messaging;

namespace Bridge.Benchmarks.Micro;

/// <summary>
/// What the worst bodies cost from the parsed signature to the bytes that are stored: CPU time, and memory beyond what the process had. A
/// process for each.
/// </summary>
internal static class HeavyCommand
{
    private const int Largest = 4 << 20;

    private static readonly Dictionary<string, Func<byte[]>> Bodies = new()
    {
        ["empty-statuses"] = () => Value($"\"statuses\":[{Many(80_000, _ => "{}")}]"),
        ["contacts-and-messages"] = () => Value($"\"contacts\":[{Many(18_000, Contact)}],\"messages\":[{Many(18_000, Message)}]"),
        ["messages-without-id"] = () =>
            Value($"\"contacts\":[{Many(18_000, Contact)}],\"messages\":[{Many(18_000, i => $"{{\"from\":\"2547{i:D8}\"}}")}]"),
        ["numbers-for-changes"] = () => Encoding.UTF8.GetBytes($"{{\"entry\":[{{\"changes\":[{Many((Largest - 40) / 2, _ => "1")}]}}]}}"),
        ["long-username"] = () =>
            Value(
                "\"contacts\":[{\"wa_id\":\"254700000001\",\"user_id\":\"KE.1\",\"profile\":{\"username\":"
                    + $"\"{new string('x', Largest - 1000)}\"}}}}],\"messages\":[{Message(1)}]"
            ),
        ["long-username-many"] = () =>
            Value(
                "\"contacts\":[{\"user_id\":\"KE.1\",\"profile\":{\"username\":"
                    + $"\"{new string('x', Largest - 1_200_000)}\"}}}}],\"messages\":["
                    + $"{Many(19_000, i => $"{{\"id\":\"wamid.{i}\",\"from_user_id\":\"KE.1\",\"type\":\"text\"}}")}]"
            ),
        ["many-members"] = () => Value($"{Many(190_000, i => $"\"m{i}\":1")},\"messages\":[{Many(19_000, Message)}]"),
    };

    public static Command Create()
    {
        var name = new Argument<string>("body") { Description = $"One of {string.Join(", ", Bodies.Keys)}." };
        var command = new Command("heavy", "Translates and writes one body that is as costly as it can be, and prints what it cost.")
        {
            name,
        };
        name.AcceptOnlyFromAmong([.. Bodies.Keys]);
        command.SetAction(result => Run(Bodies[result.GetRequiredValue(name)]()));
        return command;
    }

    private static void Run(byte[] body)
    {
        EventBatchWriter.Items(
            WebhookTranslator.Translate(Value($"\"messages\":[{Message(1)}]"), DateTimeOffset.UtcNow, TranslationOptions.Default)
        );
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        var (cpu, memory) = (process.TotalProcessorTime, process.WorkingSet64);

        var translation = WebhookTranslator.Translate(body, DateTimeOffset.UtcNow, TranslationOptions.Default);
        var written = EventBatchWriter.Items(translation).Bytes.Length;

        process.Refresh();
        Console.WriteLine(
            $"{body.Length} bytes: {(process.TotalProcessorTime - cpu).TotalMilliseconds:F0} ms of CPU, "
                + $"{(process.PeakWorkingSet64 - memory) / 1e6:F0} MB more at the peak; "
                + $"{translation.Events.Count} events, {translation.Unreadable.Count} unreadable, {written} bytes to store"
        );
    }

    private static byte[] Value(string members) =>
        Encoding.UTF8.GetBytes(
            "{\"entry\":[{\"id\":\"1\",\"changes\":[{\"field\":\"messages\",\"value\":{\"metadata\":{\"phone_number_id\":"
                + $"\"1\"}},{members}}}}}]}}]}}"
        );

    private static string Contact(int number) =>
        $"{{\"wa_id\":\"2547{number:D8}\",\"user_id\":\"KE.{number}\",\"profile\":{{\"name\":\"A\"}}}}";

    private static string Message(int number) =>
        $"{{\"id\":\"wamid.{number}\",\"from\":\"2547{number:D8}\",\"type\":\"text\",\"text\":{{\"body\":\"A\"}}}}";

    private static string Many(int count, Func<int, string> one) => string.Join(',', Enumerable.Range(0, count).Select(one));
}
