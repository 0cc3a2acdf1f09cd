namespace Bridge.Storage;

/// <summary>Who took events.</summary>
/// <param name="Status">The collector's HTTP status.</param>
/// <param name="Address">Its host and port.</param>
internal sealed record DeliveryReceipt(int Status, string Address);
