curl -X POST https://collector.analytics.chatnation.co.ke/v1/capture \
  -H "Content-Type: application/json" \
  -H "X-Write-Key: your_write_key" \
  -d '{
    "batch": [{
      "type": "track",
      "event": "message.received",
      "userId": "+254700000000",
      "timestamp": "2026-01-19T12:00:00.000Z",
      "context": { "channel": "whatsapp" },
      "properties": {
        "messageId": "test_123",
        "direction": "inbound",
        "contentType": "text"
      }
    }]
  }'
