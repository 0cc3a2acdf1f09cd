using Microsoft.Extensions.Options;

namespace Bridge.Receiving.Webhooks;

/// <summary>The secrets in use at this moment; they change with the files they stand in. Thread-safe.</summary>
internal sealed partial class MetaSecrets : IDisposable
{
    private readonly ILogger<MetaSecrets> _logger;
    private readonly IDisposable? _subscription;
    private volatile MetaOptions _options;
    private volatile byte[][] _appSecrets;

    public MetaSecrets(IOptionsMonitor<MetaOptions> monitor, ILogger<MetaSecrets> logger)
    {
        _logger = logger;
        _options = monitor.CurrentValue;
        _appSecrets = _options.AppSecretKeys();
        _subscription = monitor.OnChange(Use);
    }

    public byte[][] AppSecrets => _appSecrets;

    /// <summary>The one that Meta is shown when it is asked something.</summary>
    public string FirstAppSecret => _options.AppSecrets[0];

    public IReadOnlyList<string> VerifyTokens => _options.VerifyTokens;

    public void Dispose() => _subscription?.Dispose();

    /// <summary>Only sound options come here; the monitor refuses the others, and what is in use stays in use.</summary>
    private void Use(MetaOptions options)
    {
        if (options.AppSecrets.SequenceEqual(_options.AppSecrets) && options.VerifyTokens.SequenceEqual(_options.VerifyTokens))
        {
            return;
        }

        _options = options;
        _appSecrets = options.AppSecretKeys();
        Changed(options.AppSecrets.Count, options.VerifyTokens.Count);
    }

    [LoggerMessage(
        LogLevel.Information,
        "Meta's secrets changed: {AppSecrets} app secrets and {VerifyTokens} verify tokens are in use now"
    )]
    private partial void Changed(int appSecrets, int verifyTokens);
}
