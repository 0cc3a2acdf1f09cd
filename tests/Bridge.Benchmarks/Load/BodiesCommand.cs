using System.CommandLine;
using System.Text;
using Bridge.Core.Webhooks;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// Writes signed bodies before the load runs, because the load generator cannot sign as fast as Bridge answers.
/// </summary>
internal static class BodiesCommand
{
    private const int LargeCount = 20;
    private const int UpdatesInLarge = 1000;

    public static Command Create()
    {
        var count = new Option<int>("--count") { Description = "How many bodies of one update.", Required = true };
        var first = new Option<int>("--first")
        {
            Description = "The first body's number: other numbers, other wamids.",
            DefaultValueFactory = _ => 0,
        };
        var secret = new Option<string>("--secret") { Description = "The app secret that signs.", Required = true };
        var folder = new Option<DirectoryInfo>("--out") { Description = "The folder to write to.", Required = true };
        var command = new Command("bodies", "Writes signed webhook bodies for webhooks.lua and curl.") { count, first, secret, folder };
        command.SetAction(
            (result, cancellationToken) =>
            {
                var signed = new SignedBodies(result.GetRequiredValue(folder), Encoding.UTF8.GetBytes(result.GetRequiredValue(secret)));
                return signed.WriteAsync(result.GetValue(first), result.GetValue(count), cancellationToken);
            }
        );
        return command;
    }

    private sealed class SignedBodies(DirectoryInfo folder, byte[] secret)
    {
        public async Task WriteAsync(int first, int count, CancellationToken cancellationToken)
        {
            folder.Create();
            WriteSingles(first, count, cancellationToken);
            for (var i = 0; i < LargeCount; i++)
            {
                await WriteLargeAsync($"large-{i:D2}", first + count + (i * UpdatesInLarge), cancellationToken);
            }
        }

        /// <summary>One line each: the signature (71 characters), a space, the body.</summary>
        private void WriteSingles(int first, int count, CancellationToken cancellationToken)
        {
            using var file = new FileStream(PathOf("singles.txt"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
            for (var number = first; number < first + count; number++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var body = WebhookBodies.Single(number);
                file.Write(Encoding.ASCII.GetBytes(WebhookSignature.Sign(body, secret)));
                file.WriteByte((byte)' ');
                file.Write(body);
                file.WriteByte((byte)'\n');
            }
        }

        private async Task WriteLargeAsync(string name, int first, CancellationToken cancellationToken)
        {
            var body = WebhookBodies.Many(first, UpdatesInLarge);
            await File.WriteAllBytesAsync(PathOf($"{name}.json"), body, cancellationToken);
            await File.WriteAllTextAsync(PathOf($"{name}.signature"), WebhookSignature.Sign(body, secret), cancellationToken);
        }

        private string PathOf(string name) => Path.Combine(folder.FullName, name);
    }
}
