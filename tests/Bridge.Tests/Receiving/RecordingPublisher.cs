using System.Collections.Concurrent;
using Bridge.Messaging;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

/// <summary>Stands where the spool or the broker stands, keeps what it is given, and answers what the test says.</summary>
internal sealed class RecordingPublisher : IEventPublisher
{
    private readonly ConcurrentQueue<EncodedItems> _published = new();
    private int _waiting;

    public Func<CancellationToken, Task<PublishResult>> Answer { get; set; } = Stored;

    public IReadOnlyCollection<EncodedItems> Published => _published;

    /// <summary>How many publishes are under way.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    public static Task<BridgeHost> StartBridgeAsync(
        RecordingPublisher publisher,
        Dictionary<string, string?>? settings = null,
        Action<WebApplicationBuilder>? adjust = null
    ) =>
        BridgeHost.StartAsync(
            settings,
            builder =>
            {
                builder.Services.AddSingleton<IEventPublisher>(publisher);
                adjust?.Invoke(builder);
            }
        );

    /// <summary>As new, for the next test of a fixture that has one Bridge for all of them.</summary>
    public void Forget()
    {
        _published.Clear();
        Answer = Stored;
    }

    public async Task<PublishResult> PublishAsync(EncodedItems items, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            var answer = await Answer(cancellationToken);
            _published.Enqueue(items);
            return answer;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static Task<PublishResult> Stored(CancellationToken cancellationToken) => Task.FromResult(PublishResult.Stored);
}
