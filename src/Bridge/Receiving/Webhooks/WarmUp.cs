using System.Diagnostics;
using System.Security.Cryptography;
using Bridge.Core.Translation;
using Bridge.Core.Webhooks;
using Bridge.Messaging;
using Microsoft.Extensions.Options;

namespace Bridge.Receiving.Webhooks;

/// <summary>
/// Has the way of a webhook compiled before the first one comes, which may be one of many that Meta repeats: one of Bridge's own is
/// verified, translated and written as it would be stored, again and again. It goes nowhere, and is not counted.
/// </summary>
internal sealed class WarmUp(IOptions<ReceivingOptions> options, TranslationOptions translation, TimeProvider time) : BackgroundService
{
    private readonly TimeSpan _atMost = TimeSpan.FromMilliseconds(options.Value.WarmUpMilliseconds);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Why there should be no traffic yet; null once there may be.</summary>
    public string? WhyNotReady => ExecuteTask is { IsCompleted: true } ? null : "it warms up (Receiving:WarmUpMilliseconds)";

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _atMost > TimeSpan.Zero ? Task.Run(() => Repeat(stoppingToken), CancellationToken.None) : Task.CompletedTask;

    private void Repeat(CancellationToken stoppingToken)
    {
        var (began, signature) = (Stopwatch.GetTimestamp(), WebhookSignature.Sign(Body, _key));
        while (Stopwatch.GetElapsedTime(began) < _atMost && !stoppingToken.IsCancellationRequested)
        {
            Receive(signature);
        }
    }

    private void Receive(string signature)
    {
        var now = time.GetUtcNow();
        WebhookSignature.Verify(Body, signature, [_key], out _);
        using var items = EventBatchWriter.Items(WebhookTranslator.Translate(Body, now, translation));
        using var batch = new PooledBytes(items.Bytes.Length + 128);
        EventBatchWriter.Batch(batch, now, [items.Bytes]);
    }

    /// <summary>What most webhooks are of: messages of the common kinds, and statuses.</summary>
    private static readonly byte[] Body =
        """
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
        "metadata":{"display_phone_number":"15550001111","phone_number_id":"1"},
        "contacts":[{"profile":{"name":"Warm Up"},"wa_id":"254700000000","user_id":"KE.1"}],
        "messages":[
        {"from":"254700000000","from_user_id":"KE.1","id":"wamid.A","timestamp":"1700000000","type":"text","text":{"body":"Hello"},
        "referral":{"source_url":"https://fb.me/1","source_type":"ad","source_id":"1","headline":"Ad","body":"An ad","ctwa_clid":"1"}},
        {"from":"254700000000","from_user_id":"KE.1","id":"wamid.B","timestamp":"1700000001","type":"image",
        "image":{"mime_type":"image/jpeg","sha256":"AA==","id":"1","caption":"A picture"}},
        {"from":"254700000000","from_user_id":"KE.1","id":"wamid.C","timestamp":"1700000002","type":"interactive",
        "context":{"from":"15550001111","id":"wamid.D"},
        "interactive":{"type":"button_reply","button_reply":{"id":"yes","title":"Yes"}}},
        {"from":"254700000000","from_user_id":"KE.1","id":"wamid.E","timestamp":"1700000003","type":"reaction",
        "reaction":{"message_id":"wamid.D","emoji":"\u2764"}}],
        "statuses":[
        {"id":"wamid.D","status":"sent","timestamp":"1700000000","recipient_id":"254700000000","recipient_user_id":"KE.1",
        "conversation":{"id":"1","origin":{"type":"service"}},"pricing":{"billable":true,"pricing_model":"PMP","category":"service"}},
        {"id":"wamid.D","status":"delivered","timestamp":"1700000001","recipient_id":"254700000000","recipient_user_id":"KE.1"},
        {"id":"wamid.D","status":"read","timestamp":"1700000002","recipient_id":"254700000000","recipient_user_id":"KE.1"},
        {"id":"wamid.F","status":"failed","timestamp":"1700000002","recipient_id":"254700000000","recipient_user_id":"KE.1",
        "errors":[{"code":131026,"title":"Undeliverable","message":"Undeliverable"}]}]}}]}]}
        """u8.ToArray();
}
