using System.Collections.Frozen;
using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

/// <summary>
/// The destinations as configured now. A changed address or key holds from the next POST on; a faulty change is told and ignored.
/// </summary>
internal sealed partial class Destinations : IDisposable
{
    /// <summary>The name of the destination of everything that has none of its own.</summary>
    public const string Default = "default";

    private readonly ILogger<Destinations> _logger;
    private readonly IDisposable? _subscription;
    private readonly Signal _changed = new();
    private FrozenDictionary<string, Destination> _byName;

    /// <exception cref="OptionsValidationException">Something is missing or wrong; each failure is one sentence.</exception>
    public Destinations(IOptionsMonitor<DestinationOptions> options, ILogger<Destinations> logger)
    {
        _logger = logger;
        _byName = ReadFirst(options.CurrentValue);
        Conversions = options.CurrentValue.Conversions.Conversions;
        _subscription = options.OnChange(Reload);
    }

    public IReadOnlyCollection<Destination> All => Volatile.Read(ref _byName).Values;

    /// <summary>Those that are collectors.</summary>
    public IEnumerable<Destination> Collectors => All.Where(destination => destination.Name != ConversionCopy.Destination);

    /// <summary>Which events Meta is told of, as it was at the start.</summary>
    public IReadOnlyList<string> Conversions { get; }

    /// <summary>
    /// The name of the destination for events of a business number (<c>phone_number_id</c>); what has no number goes to the default.
    /// </summary>
    public string Route(string? source) =>
        source is not null && source != ConversionCopy.Destination && Volatile.Read(ref _byName).ContainsKey(source) ? source : Default;

    /// <summary>The destination of that name, or null when it is not configured, or not any more.</summary>
    public Destination? Find(string name) => Volatile.Read(ref _byName).GetValueOrDefault(name);

    /// <summary>Completes when a destination is added, removed or changed from now on.</summary>
    public Task NextChange() => _changed.Next;

    public void Dispose() => _subscription?.Dispose();

    private static FrozenDictionary<string, Destination> ReadFirst(DestinationOptions options) =>
        DestinationOptionsValidator.Problems(options).ToList() is { Count: > 0 } problems
            ? throw new OptionsValidationException(Options.DefaultName, typeof(DestinationOptions), problems)
            : Destination.AllOf(options);

    private void Reload(DestinationOptions options)
    {
        if (DestinationOptionsValidator.Problems(options).ToList() is { Count: > 0 } problems)
        {
            ChangeIgnored(string.Join(' ', problems));
            return;
        }

        var before = Interlocked.Exchange(ref _byName, Destination.AllOf(options));
        if (!SameAs(before))
        {
            ChangeTaken(All.Count);
            _changed.Raise();
        }
    }

    private bool SameAs(FrozenDictionary<string, Destination> before) =>
        before.Count == All.Count && All.All(now => now == before.GetValueOrDefault(now.Name));

    [LoggerMessage(LogLevel.Error, "The changed configuration of the collectors is ignored, the previous one stays: {Problems}")]
    private partial void ChangeIgnored(string problems);

    [LoggerMessage(LogLevel.Information, "The configuration of the collectors changed; {Count} destinations are in use")]
    private partial void ChangeTaken(int count);
}
