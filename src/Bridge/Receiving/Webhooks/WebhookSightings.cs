using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
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

    private readonly HourlyTally _hours;

    public WebhookSightings(Instruments instruments, MetaSecrets secrets, HourlyTally hours)
    {
        _hours = hours;
        instruments.Observe(Gauges.LastWebhook, () => _numbers.Select(number => Tagged(number.Value, "phone_number_id", number.Key)));
        instruments.Observe(Gauges.SecretLastUsed, () => ReadSecrets(secrets.AppSecrets));
    }

    /// <param name="secrets">Those in use, which are told apart by reference.</param>
    /// <param name="signer">Which of them signed a webhook.</param>
    public void SecretUsed(byte[][] secrets, int signer, DateTimeOffset now)
    {
        var secret = secrets[signer];
        _secrets[secret] = now.ToUnixTimeSeconds();
        if (secrets.Length > 1)
        {
            _hours.Add((signer == 0 ? HourlyTally.FirstSecret : HourlyTally.OtherSecret) + Fingerprint(secret), now);
        }
    }

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

    /// <summary>As <c>meta-bridge config</c> shows it: enough to tell two apart, too little to find one.</summary>
    private static string Fingerprint(byte[] secret) => Convert.ToHexStringLower(SHA256.HashData(secret))[..8];

    private IEnumerable<Measurement<double>> ReadSecrets(byte[][] secrets) =>
        secrets.Index().Where(secret => _secrets.ContainsKey(secret.Item)).Select(Read);

    private Measurement<double> Read((int Index, byte[] Item) secret) => Tagged(_secrets[secret.Item], "secret", $"{secret.Index + 1}");

    private static Measurement<double> Tagged(long seconds, string name, string value) =>
        new(seconds, new KeyValuePair<string, object?>(name, value));
}
