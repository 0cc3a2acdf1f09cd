namespace Bridge.Core.Attribution;

/// <summary>What Meta calls an ad, its ad set and its campaign.</summary>
public sealed record AdNames(string? Ad, string? AdsetId, string? Adset, string? CampaignId, string? Campaign);
