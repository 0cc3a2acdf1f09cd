namespace Bridge.Simulation;

/// <summary>Shell lines that do by hand what Meta does.</summary>
internal static class CurlLines
{
    /// <summary>A message for between single quotes: the shell puts in an id and the time.</summary>
    private const string Webhook =
        """{"object":"whatsapp_business_account","entry":[{"id":"102233445566778","changes":[{"field":"messages","value":"""
        + """{"messaging_product":"whatsapp","metadata":"""
        + """{"display_phone_number":"254709000111","phone_number_id":"110045678901234"},"contacts":["""
        + """{"wa_id":"254712345678","profile":{"name":"Amina"}}],"messages":["""
        + """{"from":"254712345678","id":"wamid.BYHAND'$RANDOM'","timestamp":"'$(date +%s)'","type":"text","text":"""
        + """{"body":"Habari"}}]}}]}]}""";

    /// <summary>What a CRM tells, with the key that lets it.</summary>
    public static string ForCrm(string captureUrl, string key) =>
        $$$"""
            # as a CRM: what it tells goes to the collector too
            curl '{{{captureUrl}}}' -H 'X-Write-Key: {{{key}}}' -H 'Content-Type: application/json' -d '{"batch":[{"type":"track",
                "event":"chat.assigned","userId":"+254712345678","context":{"channel":"whatsapp"},
                "properties":{"chatId":"chat_123","agentId":"agent_456"}}]}'

            """;

    public static string For(string webhookUrl, string appSecret, string verifyToken) =>
        $$$"""
            # Meta asks whether you own the address; the answer is the challenge
            curl '{{{webhookUrl}}}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={{{verifyToken}}}'

            # a signed message; send it twice, and the second is dropped as a duplicate
            body='{{{Webhook}}}'
            signature=$(printf '%s' "$body" | openssl dgst -sha256 -hmac '{{{appSecret}}}' | sed 's/^.* //')
            curl -i '{{{webhookUrl}}}' -H 'Content-Type: application/json' -H "X-Hub-Signature-256: sha256=$signature" --data-raw "$body"

            # a forged one is refused
            curl -i '{{{webhookUrl}}}' -H 'Content-Type: application/json' -H "X-Hub-Signature-256: sha256=$(printf '%064d' 0)" \
                --data-raw "$body"

            """;
}
