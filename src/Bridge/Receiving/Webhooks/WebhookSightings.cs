using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Bridge.Core.Translation;
using Bridge.Telemetry;

namespace Bridge.Receiving.Webhooks;

/// <summary>
/// When each business number was heard of last, and each app secret used last: a number may have fallen silent, and a secret that is no
/// longer used may go. Thread-safe.
/// </summary>
internal sealed class WebhookSightings
{
    /// <summary>Numbers beyond these are not told apart; only who holds a secret adds one.</summary>
    public const int MostNumbers = 500;

    private readonly ConcurrentDictionary<string, long> _numbers = new();
    private readonly ConcurrentDictionary<byte[], long> _secrets = new();

    public WebhookSightings(Instruments instruments, MetaSecrets secrets)
    {
        instruments.Observe(Gauges.LastWebhook, () => _numbers.Select(number => Tagged(number.Value, "phone_number_id", number.Key)));
        instruments.Observe(Gauges.SecretLastUsed, () => ReadSecrets(secrets.AppSecrets));
    }

    /// <param name="secret">The one that signed a webhook, by reference.</param>
    public void SecretUsed(byte[] secret, DateTimeOffset now) => _secrets[secret] = now.ToUnixTimeSeconds();

    /// <summary>A webhook was accepted; it counts for the number of its first event.</summary>
    public void NumberHeard(WebhookTranslation translated, DateTimeOffset now)
    {
        if (
            translated.Events is [{ Source: { Length: <= BoundedNames.Longest } number }, ..]
            && (_numbers.Count < MostNumbers || _numbers.ContainsKey(number))
        )
        {
            _numbers[number] = now.ToUnixTimeSeconds();
        }
    }

    private IEnumerable<Measurement<double>> ReadSecrets(byte[][] secrets) =>
        secrets.Index().Where(secret => _secrets.ContainsKey(secret.Item)).Select(Read);

    private Measurement<double> Read((int Index, byte[] Item) secret) => Tagged(_secrets[secret.Item], "secret", $"{secret.Index + 1}");

    private static Measurement<double> Tagged(long seconds, string name, string value) =>
        new(seconds, new KeyValuePair<string, object?>(name, value));
}
