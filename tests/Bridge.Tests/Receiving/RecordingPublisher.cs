using System.Collections.Concurrent;
using Bridge.Core.Translation;
using Bridge.Messaging;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Receiving;

/// <summary>Stands where the spool or the broker stands, keeps what it is given, and answers what the test says.</summary>
internal sealed class RecordingPublisher : IEventPublisher
{
    private readonly ConcurrentQueue<WebhookTranslation> _published = new();
    private int _waiting;

    public Func<CancellationToken, Task<PublishResult>> Answer { get; set; } = _ => Task.FromResult(PublishResult.Stored);

    public IReadOnlyCollection<WebhookTranslation> Published => _published;

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

    public async Task<PublishResult> PublishAsync(WebhookTranslation translation, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            var answer = await Answer(cancellationToken);
            _published.Enqueue(translation);
            return answer;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
