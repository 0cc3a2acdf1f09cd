namespace Bridge.Simulation.Day;

/// <summary>Something that happens between a person and the business.</summary>
/// <param name="Phone">The person's, digits alone.</param>
internal abstract record DayFact(DateTimeOffset At, string Phone);

/// <summary>The person writes.</summary>
/// <param name="AdId">The ad that they come from; null for most.</param>
internal sealed record PersonWrites(DateTimeOffset At, string Phone, string Id, string Text, string? AdId) : DayFact(At, Phone)
{
    /// <summary>Meta's id of the click on the ad; null where it tells none.</summary>
    public string? ClickId { get; init; }
}

/// <summary>The person sends a cart.</summary>
/// <param name="Price">Of one piece, in shillings.</param>
internal sealed record PersonOrders(DateTimeOffset At, string Phone, string Id, int Quantity, decimal Price) : DayFact(At, Phone);

/// <summary>Meta tells what became of a message of the business.</summary>
/// <param name="Note">What the business had noted on it (<c>biz_opaque_callback_data</c>).</param>
/// <param name="Category">Of the price; a template's where it is none of service.</param>
/// <param name="Error">Why it failed.</param>
internal sealed record MetaTells(DateTimeOffset At, string Phone, string Id, string Status, string Note, string Category, int? Error = null)
    : DayFact(At, Phone);

/// <summary>The CRM says that a conversation is over.</summary>
/// <param name="By"><c>bot</c>, <c>agent</c> or <c>timeout</c>.</param>
internal sealed record CrmEnds(DateTimeOffset At, string Phone, string By, string? Agent) : DayFact(At, Phone);
