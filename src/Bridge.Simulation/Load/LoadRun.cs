namespace Bridge.Simulation.Load;

/// <summary>One run of a simulated Meta against a Bridge, with the collector asked for everything when one is given.</summary>
internal sealed class LoadRun : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(20);

    private readonly RunSettings _settings;
    private readonly WebhookClient _client;
    private readonly CollectorRecords? _records;
    private readonly Sender _sender;

    public LoadRun(RunSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _client = new WebhookClient(settings.Target, settings.AppSecret, settings.Connections, AnswerTimeout)
        {
            CaptureKey = settings.CaptureKey,
        };
        _sender = new Sender(_client, Tally, settings.Speed, settings.Patience, clock);
        if (settings.Collector is { } collector)
        {
            _records = new CollectorRecords(collector);
            Verifier = new Verifier(_records, settings.LateAfter, clock)
            {
                Derived = settings.ArePeopleNew ? new DerivedCheck(_records, settings, clock) : null,
                Insights = settings.ChecksInsights ? new InsightsCheck(Tally, settings.Speed) : null,
                CaptureName = settings.CaptureName,
            };
        }

        _sender.Ended = (post, status, at) =>
        {
            if (status == StatusCodes.Status200OK)
            {
                Verifier?.Expect(post, at);
            }
        };
    }

    /// <summary>Where the posts go.</summary>
    public Uri Url => _client.Url;

    public Tally Tally { get; } = new();

    /// <summary>Null when nothing is verified.</summary>
    public Verifier? Verifier { get; }

    /// <summary>Whether Bridge takes an empty webhook with this secret, and the collector can be asked.</summary>
    /// <returns>What is wrong, or null.</returns>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        var status = await _client.PostAsync(
            """{"object":"whatsapp_business_account","entry":[]}"""u8.ToArray(),
            isForged: false,
            cancellationToken
        );
        return status switch
        {
            StatusCodes.Status200OK => await FindCaptureProblemAsync(cancellationToken)
                ?? await FindCollectorProblemAsync(cancellationToken),
            WebhookClient.NoAnswer => $"Nobody answers at {_client.Url}. Start Bridge there (meta-bridge demo, meta-bridge run), "
                + "or say where it is with --target.",
            StatusCodes.Status401Unauthorized =>
                $"{_client.Url} refuses the signature. Give its app secret with --app-secret or in META_APP_SECRET.",
            _ => $"{_client.Url} answers {status} to an empty webhook; Bridge would answer 200.",
        };
    }

    /// <summary>Sends everything, and returns when all of it is answered or given up.</summary>
    public async Task SendAsync(IEnumerable<Post> posts, CancellationToken stop)
    {
        using var sent = new CancellationTokenSource();
        var watching = Verifier?.WatchAsync(sent.Token) ?? Task.CompletedTask;
        try
        {
            await _sender.SendAsync(posts, stop);
        }
        finally
        {
            await sent.CancelAsync();
            await watching;
        }
    }

    /// <summary>Waits until everything that must arrive is at the collector, or nothing more comes.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        if (Verifier is not null)
        {
            await Verifier.SettleAsync(_settings.Patience, cancellationToken);
            await (Verifier.Derived?.SettleAsync(_settings.Patience, cancellationToken) ?? Task.CompletedTask);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _records?.Dispose();
    }

    /// <summary>Whether a CRM may post with its key; tried with an event that is not stored.</summary>
    private async Task<string?> FindCaptureProblemAsync(CancellationToken cancellationToken)
    {
        if (_settings.CaptureKey is null)
        {
            return null;
        }

        var probe = new CrmWriter(seed: 0, DateTimeOffset.UnixEpoch.AddYears(50)).Write([
            new Update(UpdateKind.Resolved, default, default, 0, 0),
        ]);
        return await _client.CaptureAsync(probe, cancellationToken, "?dryRun=true") switch
        {
            StatusCodes.Status200OK => null,
            StatusCodes.Status401Unauthorized => "Bridge refuses the key of the CRM. Give one of its Capture:Keys with --capture-key "
                + "(meta-bridge capture-key makes one).",
            var status => $"Bridge answers {status} to what a CRM posts at /v1/capture; set a key there with Capture:Keys.",
        };
    }

    private async Task<string?> FindCollectorProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (Verifier?.BeginAsync(cancellationToken) ?? Task.CompletedTask);
            return null;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or System.Text.Json.JsonException
                || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return $"{_settings.Collector} is not a sample collector (meta-bridge collector, "
                + $"meta-bridge demo) that can be asked for events: {exception.Message}";
        }
    }
}
