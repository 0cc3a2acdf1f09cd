using Bridge.Core.Translation;
using Bridge.Support;

namespace Bridge.Messaging;

internal sealed class SpoolTests
{
    private TemporaryDatabase _file = null!;
    private EmbeddedStore _bridge = null!;

    [SetUp]
    public void Open() => _bridge = new EmbeddedStore(_file = new TemporaryDatabase(), ("Spool:MaxBytes", "1048576"));

    [TearDown]
    public async Task Close()
    {
        await _bridge.DisposeAsync();
        _file.Dispose();
    }

    [Test]
    public async Task What_was_answered_stored_is_there_after_a_crash()
    {
        await Task.WhenAll(Enumerable.Range(1, 200).Select(number => Publish(number)));

        using var crashed = _file.AfterCrash();

        await using var restarted = new EmbeddedStore(crashed);
        Assert.That(await SpooledIds(restarted), Is.EquivalentTo(Enumerable.Range(1, 200).Select(number => Translations.Event(number).Id)));
        Assert.That(restarted.Spool.Bytes, Is.EqualTo(_bridge.Spool.Bytes).And.GreaterThan(0));
    }

    [Test]
    public async Task Each_webhook_is_durable_before_its_own_answer()
    {
        var visible = await Task.WhenAll(
            Enumerable
                .Range(1, 100)
                .Select(async number =>
                {
                    await Publish(number);
                    return (await SpooledIds(_bridge)).Contains(Translations.Event(number).Id);
                })
        );

        Assert.That(visible, Is.All.True);
    }

    [Test]
    public async Task Webhooks_that_wait_together_share_one_row_and_one_commit()
    {
        var before = _bridge.Writer.UrgentRuns;
        Task<PublishResult[]> results;
        using (_bridge.HoldWriter())
        {
            results = Task.WhenAll(Enumerable.Range(1, 50).Select(number => Publish(number)));
        }

        Assert.That(await results, Is.All.EqualTo(PublishResult.Stored));
        Assert.That(await _bridge.CountAsync("spool"), Is.EqualTo(1));
        Assert.That(_bridge.Writer.UrgentRuns - before, Is.EqualTo(1));
    }

    [Test]
    public async Task A_group_is_bounded_and_what_is_left_makes_the_next()
    {
        Task<PublishResult[]> results;
        using (_bridge.HoldWriter())
        {
            results = Task.WhenAll(Enumerable.Range(1, 1025).Select(number => Publish(number)));
        }

        Assert.That(await results, Is.All.EqualTo(PublishResult.Stored));
        Assert.That(await _bridge.CountAsync("spool"), Is.EqualTo(2));
    }

    [Test]
    public async Task A_full_spool_refuses_and_keeps_what_it_has()
    {
        var large = Translations.Event(1, padding: 600_000);

        Assert.That(await _bridge.Publisher.PublishAsync(Translations.Of(large), CancellationToken.None), Is.EqualTo(PublishResult.Stored));
        Assert.That(
            await _bridge.Publisher.PublishAsync(Translations.Of(Translations.Event(2, padding: 600_000)), CancellationToken.None),
            Is.EqualTo(PublishResult.SpoolFull)
        );
        Assert.That(await Publish(3), Is.EqualTo(PublishResult.Stored), "a small one still fits");
        Assert.That(await SpooledIds(_bridge), Is.EqualTo(new[] { large.Id, Translations.Event(3).Id }));
    }

    [Test]
    public async Task A_drained_spool_has_room_again()
    {
        await _bridge.Publisher.PublishAsync(Translations.Of(Translations.Event(1, padding: 1_000_000)), CancellationToken.None);
        Assert.That(await Publish(2, padding: 100_000), Is.EqualTo(PublishResult.SpoolFull));
        var rows = await _bridge.Spool.ReadOldestAsync(1, CancellationToken.None);

        await _bridge.Store.TakeInAsync([], [.. rows.Select(row => row.Sequence)], CancellationToken.None);

        Assert.That(_bridge.Spool.Bytes, Is.Zero);
        Assert.That(await Publish(2, padding: 100_000), Is.EqualTo(PublishResult.Stored));
    }

    [Test]
    public async Task A_restart_counts_what_the_spool_holds_already()
    {
        await _bridge.Publisher.PublishAsync(Translations.Of(Translations.Event(1, padding: 1_000_000)), CancellationToken.None);
        await _bridge.DisposeAsync();
        _bridge = new EmbeddedStore(_file, ("Spool:MaxBytes", "1048576"));

        Assert.That(await Publish(2, padding: 100_000), Is.EqualTo(PublishResult.SpoolFull));
    }

    [Test]
    public async Task A_webhook_that_means_nothing_is_stored_at_once_and_takes_no_room()
    {
        using var deferred = _bridge.HoldWriter();

        Assert.That(
            await _bridge.Publisher.PublishAsync(new WebhookTranslation(TranslationOptions.Default), CancellationToken.None),
            Is.EqualTo(PublishResult.Stored)
        );
        Assert.That(_bridge.Spool.Bytes, Is.Zero);
    }

    [Test]
    public async Task Webhooks_that_come_while_the_process_stops_are_refused()
    {
        _ = _bridge.Publisher;
        _bridge.Writer.Dispose();

        var results = await Task.WhenAll(Enumerable.Range(1, 20).Select(number => Task.Run(() => Publish(number))));

        Assert.That(results, Is.All.EqualTo(PublishResult.StorageUnavailable));
        Assert.That(_bridge.Spool.Bytes, Is.Zero);
    }

    [Test]
    public async Task A_request_that_gives_up_waiting_does_not_hold_up_the_others()
    {
        using var cancellation = new CancellationTokenSource();
        Task<PublishResult> impatient,
            patient;
        using (_bridge.HoldWriter())
        {
            impatient = _bridge.Publisher.PublishAsync(Translations.Of(Translations.Event(1)), cancellation.Token);
            patient = Publish(2);
            await cancellation.CancelAsync();
            Assert.That(async () => await impatient, Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(await patient, Is.EqualTo(PublishResult.Stored));
    }

    [Test]
    public async Task The_oldest_spooled_time_is_told()
    {
        Assert.That(await _bridge.Spool.OldestAsync(CancellationToken.None), Is.Null);

        var received = _bridge.Time.GetUtcNow();
        await Publish(1);
        _bridge.Time.Advance(TimeSpan.FromHours(1));
        await Publish(2);

        Assert.That(await _bridge.Spool.OldestAsync(CancellationToken.None), Is.EqualTo(received));
    }

    private Task<PublishResult> Publish(int number, int padding = 0) =>
        _bridge.Publisher.PublishAsync(Translations.Of(Translations.Event(number, padding: padding)), CancellationToken.None);

    private static async Task<List<Guid>> SpooledIds(EmbeddedStore bridge)
    {
        var rows = await bridge.Spool.ReadOldestAsync(int.MaxValue, CancellationToken.None);
        return [.. rows.SelectMany(row => EventBatchReader.Read(row.Batch).Batch!.Items).Select(item => item.Id)];
    }
}
