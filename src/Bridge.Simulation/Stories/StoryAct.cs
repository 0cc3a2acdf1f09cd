namespace Bridge.Simulation.Stories;

/// <summary>A moment of a story.</summary>
/// <param name="At">When it begins, counted from the beginning of the story.</param>
/// <param name="Title">What happens, in a few words.</param>
/// <param name="Posts">Who tells Bridge of it.</param>
internal sealed record StoryAct(TimeSpan At, string Title, params IReadOnlyList<StoryPost> Posts);

/// <summary>What somebody tells Bridge: Meta as a signed webhook, or a CRM at <c>/v1/capture</c>.</summary>
internal sealed record StoryPost(bool IsFromCrm, string Body);
