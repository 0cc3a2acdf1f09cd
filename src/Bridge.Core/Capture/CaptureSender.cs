namespace Bridge.Core.Capture;

/// <summary>The system that posts: the name of its key, and the business numbers it may speak of.</summary>
/// <param name="Name">As the settings name it; a part of the natural keys of its events, so that no id of its meets another's.</param>
/// <param name="Sources">Their ids (<c>phone_number_id</c>); empty when it may speak of all.</param>
public sealed record CaptureSender(string Name, IReadOnlyList<string> Sources);
