namespace Bridge.Intake;

/// <summary>Which destination the events of a business number go to. Answers without waiting, and the same on any thread.</summary>
/// <param name="source">The <c>phone_number_id</c>; null when the event belongs to no number.</param>
/// <returns><c>default</c>, or the phone_number_id that has a destination of its own.</returns>
internal delegate string DestinationOf(string? source);
