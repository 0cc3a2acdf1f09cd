using System.Text.Json.Serialization;

namespace Bridge.Simulation.Collecting;

/// <summary>What the sample collector says when it does not take a batch.</summary>
internal sealed record Refused(string Error, IReadOnlyList<string> Problems);

/// <summary>What it says when it takes one.</summary>
internal sealed record Accepted(int AcceptedEvents);

/// <summary>The totals of <c>GET /events/count</c>.</summary>
/// <param name="Events">How many different events it took.</param>
/// <param name="Doubled">How many came again.</param>
/// <param name="TurnedAway">How many batches it answered with the failure it was told to give.</param>
/// <param name="Refused">How many batches broke the contract or held an event it was told to refuse.</param>
internal sealed record Totals(long Events, long Doubled, long TurnedAway, long Refused, IReadOnlyDictionary<string, long> ByName);

/// <summary>What it knows of one event.</summary>
internal sealed record KnownEvent(Guid EventId, int Count, DateTimeOffset FirstReceivedAt);

/// <summary>A question about many events at once: <c>POST /events/lookup</c>.</summary>
internal sealed record LookupRequest(IReadOnlyList<Guid> Ids);

/// <summary>Those of them that it took.</summary>
internal sealed record LookupAnswer(IReadOnlyList<KnownEvent> Events);

/// <summary>A question about derived events, by person and number: <c>POST /events/derived</c>.</summary>
internal sealed record DerivedRequest(IReadOnlyList<DerivedKey> Keys);

/// <summary>Those of them that it took, with how many.</summary>
internal sealed record DerivedAnswer(IReadOnlyList<DerivedCount> Counts);

/// <summary>How many different events it took of one kind, person and number.</summary>
internal sealed record DerivedCount(DerivedKey Key, int Count);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Refused))]
[JsonSerializable(typeof(Accepted))]
[JsonSerializable(typeof(Totals))]
[JsonSerializable(typeof(KnownEvent))]
[JsonSerializable(typeof(LookupRequest))]
[JsonSerializable(typeof(LookupAnswer))]
[JsonSerializable(typeof(DerivedRequest))]
[JsonSerializable(typeof(DerivedAnswer))]
internal sealed partial class CollectorJson : JsonSerializerContext;
