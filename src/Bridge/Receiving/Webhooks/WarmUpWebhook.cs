using System.Text;
using Bridge.Core.Webhooks;

namespace Bridge.Receiving.Webhooks;

/// <summary>What is posted while Bridge warms up, in the shape of Meta's webhooks.</summary>
internal static class WarmUpWebhook
{
    /// <summary>The whole request, as Meta sends it.</summary>
    public static byte[] Sign(string secret) => [.. Encoding.ASCII.GetBytes(Headers(Encoding.UTF8.GetBytes(secret))), .. Body];

    private static string Headers(byte[] key) =>
        $"POST {ReceivingSetup.Path} HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: facebookexternalua\r\n"
        + $"Content-Type: application/json\r\nContent-Length: {Body.Length}\r\n"
        + $"{WebhookSignature.HeaderName}: {WebhookSignature.Sign(Body, key)}\r\n\r\n";

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
