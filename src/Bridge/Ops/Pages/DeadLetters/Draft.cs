namespace Bridge.Ops.Pages.DeadLetters;

/// <summary>An edit that is not saved yet.</summary>
/// <param name="Version">The version it was made from.</param>
/// <param name="Problems">Why it could not be saved.</param>
internal sealed record Draft(string Content, int Version, bool NewId, IReadOnlyList<string> Problems);
