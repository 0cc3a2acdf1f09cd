using System.Buffers;
using System.Collections;
using System.Reflection;
using System.Text;
using System.Threading.Channels;
using Bridge.Core.Events;
using Bridge.Messaging.Broker;

namespace Bridge.Architecture;

/// <summary>
/// Everything in memory that outside input could make grow, with its bound. A new collection without a line here fails, and so does a line
/// without its collection.
/// </summary>
public class BoundsTests
{
    /// <summary>Field, bound in count, bound in bytes, and where that is enforced. One line each, in the order of the alphabet.</summary>
    private static readonly (string Field, string Count, string Bytes, string Where)[] Bounds =
    [
        ("Attribution.AdDirectory._asking", "1,000 questions", "a task each", "AdDirectory.MostQuestions"),
        ("Attribution.AdDirectory._known", "10,000 ads", "2,000 characters each", "AdDirectory.MostInMemory, MarketingApi.LongestName"),
        ("Attribution.AdDirectory._told", "the kinds of answers", "4 each", "AdOutcome"),
        ("Commands.CheckReport._lines", "the lines of one check", "a line each", "what is configured, and nothing from outside"),
        ("Commands.Demo.DemoLedger._deadLetters", "what one demo posts", "16 each", "the demo's own traffic, nobody else's"),
        ("Commands.Demo.DemoLedger._events", "what one demo posts", "an event each", "the demo's own traffic, nobody else's"),
        ("Configuration.SettingFiles.Problems", "one a setting", "a sentence each", "the operator's own settings"),
        ("Configuration.SettingFilesWatch._told", "one a setting", "a key each", "replaced as a whole"),
        ("Core.Capture.CaptureRequest.Dropped", "500 events", "a word each", "CaptureContract.MostEvents, and gone with the request"),
        (
            "Core.Capture.CaptureRequest.Events",
            "500 events",
            "512 KiB of all, times what an event adds",
            "CaptureContract.MostEvents, CaptureBody.MaxBytes, and gone with the request"
        ),
        (
            "Core.Capture.CaptureRequest.Invalid",
            "500 events",
            "512 KiB of all, and what is wrong with each",
            "CaptureContract.MostEvents, CaptureBody.MaxBytes, and gone with the request"
        ),
        ("Core.Conversations.ConversationState.Facts", "48 facts", "200 each", "ConversationState.MostFacts, LongestWord"),
        (
            "Core.Conversations.EpisodeThread.Episodes",
            "16, and those of the facts of one group",
            "200 each",
            "EpisodeThread.Trim, and gone with the group"
        ),
        (
            "Core.Conversations.HandoffLedger.facts",
            "48 facts, and those of one group",
            "200 each",
            "ConversationState.MostFacts, LongestWord"
        ),
        ("Core.Conversations.StateWriter._output", "one a thread", "what a thread's state has", "ConversationState.MostFacts, LongestWord"),
        ("Core.Conversations.StateWriter._part", "one a thread", "what a thread's state has", "ConversationState.MostFacts, LongestWord"),
        ("Core.Conversations.Telling._brought", "the conversations of one group", "4 bytes each", "gone with the group"),
        ("Core.Conversations.Telling._derived", "two for each fact of one group", "an event each", "gone with the group"),
        ("Core.Conversations.Telling._ends", "one for each conversation of a thread", "100 each", "gone with the timer's turn"),
        ("Core.Conversations.Telling._heard", "those of one group", "a touch each", "gone with the group"),
        ("Core.Conversations.ThreadView.Facts", "48 facts, and those of one group", "200 each", "ConversationState.MostFacts, LongestWord"),
        (
            "Core.Events.PropertyBag._entries",
            "properties declared, or members of an answer",
            "those of the item",
            "the translators, and gone with the request"
        ),
        ("Core.Insights.Cell._labels", "60 labels", "100 characters each", "Cell.MostLabels, EventCount.LongestLabel"),
        (
            "Core.Insights.CellTable._cells",
            "Insights:MaxSeries of each slice and channel, in one group its events times 7",
            "a few hundred each",
            "CellTable.CellOf"
        ),
        ("Core.Insights.CellTable._series", "three channels times eight slices", "16 each", "Slice, EventCount.ChannelOf"),
        ("Core.Insights.EventCount._cells", "7 of one event", "those of the group", "EventCount.AddPlaces"),
        ("Core.Insights.EventCount._places", "7 of one event", "100 characters each", "EventCount.AddPlaces"),
        ("Core.Insights.Histogram._classes", "600 classes", "8 each", "Histogram.MostClasses"),
        ("Core.Insights.RollUp._hours", "two for each event of one group", "those of its cells", "the group of intake, and gone with it"),
        ("Core.Json.JsonHash._members", "members of one object", "4 each", "Receiving:MaxBodyBytes, and returned with the hash"),
        ("Core.Json.JsonMemory._hashes", "items of one body", "64 characters each", "Receiving:MaxItems, and gone with the request"),
        ("Core.Json.JsonMemory._ids", "long ids in one body", "64 characters each", "Receiving:MaxBodyBytes, and gone with the request"),
        (
            "Core.Json.JsonMemory._members",
            "objects asked often in one body",
            "names of at most LongestName",
            "Receiving:MaxBodyBytes, and gone with the request"
        ),
        (
            "Core.Json.JsonTape._nodes",
            "a node for every two bytes of a body",
            "by Receiving:MaxBodyBytes",
            "BodyReader, and returned with the body"
        ),
        (
            "Core.Translation.WebhookTranslation.Dropped",
            "items of one body",
            "a few words each",
            "Receiving:MaxBodyBytes, and gone with the request"
        ),
        (
            "Core.Translation.WebhookTranslation.Events",
            "items of one body",
            "Receiving:MaxBytesInFlight of all bodies, times what an event adds",
            "Receiving:MaxBodyBytes, and gone with the request"
        ),
        (
            "Core.Translation.WebhookTranslation.Silent",
            "people of one body",
            "Receiving:MaxBytesInFlight of all bodies, times what an event adds",
            "Receiving:MaxBodyBytes, and gone with the request"
        ),
        (
            "Core.Translation.WebhookTranslation.Unreadable",
            "items of one body",
            "parts of the body",
            "Receiving:MaxBodyBytes, and gone with the request"
        ),
        (
            "Core.Translation.WebhookTranslation.Unrecognised",
            "items of one body",
            "parts of the body",
            "Receiving:MaxBodyBytes, and gone with the request"
        ),
        ("Core.Users.PhoneCountry+DigitTree._countries", "calling codes in the source", "a few KiB", "made once"),
        ("Core.Users.PhoneCountry+DigitTree._next", "calling codes in the source", "a few KiB", "made once"),
        (
            "Core.Webhooks.Contacts+Index._byPhone",
            "contacts of one change",
            "200 characters each",
            "Receiving:MaxBodyBytes, and gone with the request"
        ),
        (
            "Core.Webhooks.Contacts+Index._byUser",
            "contacts of one change",
            "200 characters each",
            "Receiving:MaxBodyBytes, and gone with the request"
        ),
        (
            "DeadLetters.Replays.ReplayRun+ReplayProgress.Destinations",
            "destinations configured",
            "their names",
            "only operators configure them"
        ),
        ("DeadLetters.Replays.ReplayRun._progress", "replays that run", "a few hundred each", "ReplayRun.ForgetAllBut"),
        ("DeadLetters.SoughtPerson.Ids", "ids of one person", "200 characters each", "StoredText.Key, and gone with the erasure"),
        ("DeadLetters.SoughtPerson.Traces", "ids of one person", "a few hundred each", "gone with the erasure"),
        ("Delivery.DeliveryStatus._gates", "destinations configured", "a few hundred each", "DeliveryWorker.MatchConfiguration"),
        ("Delivery.DeliveryWorker._ending", "destinations removed and not drained yet", "a task each", "DeliveryWorker.Stop"),
        ("Delivery.DeliveryWorker._running", "destinations configured", "a few hundred each", "DeliveryWorker.MatchConfiguration"),
        ("Delivery.DeliveryWorker._strandedTold", "destinations once configured", "their names", "only operators configure them"),
        ("Delivery.Destinations._byName", "destinations configured", "a few hundred each", "only operators configure them"),
        (
            "Delivery.GateReporter._answered",
            "destinations a forwarder delivers to",
            "their names",
            "OverviewQuery.ResumeDestinationAsync refuses others"
        ),
        ("Delivery.GateReporter._told", "destinations configured", "a few hundred each", "replaced as a whole"),
        ("Delivery.SplitPlan._parts", "two for each halving of 500 events", "32 each", "BatchLimits.MaxEvents"),
        ("Delivery.Suspicion._names", "64 names", "names of events, bounded by their translators", "Suspicion.MaxNames"),
        (
            "Identity.IdentityResolver._learned",
            "three ids an item of one group",
            "those of the items",
            "the group of intake, and gone with it"
        ),
        ("Identity.NumberAccounts._accounts", "10 000 numbers", "400 characters each", "NumberAccounts.Keep: Most"),
        ("Identity.PeopleCache._old", "50 000 ids", "1 KiB each", "PeopleCache.Set: Most, Longest"),
        ("Identity.PeopleCache._young", "50 000 ids", "1 KiB each", "PeopleCache.Set: Most, Longest"),
        (
            "Insights.InsightsData.AdNames",
            "Insights:MaxSeries for each number and channel",
            "what Meta's names take, 64 KiB at most",
            "CellTable, AttributionSetup, and gone with the answer"
        ),
        (
            "Insights.InsightsData._numbers",
            "Insights:MaxSeries in each hour or day",
            "their names and figures",
            "InsightsFold, and gone with the answer"
        ),
        ("Insights.InsightsData._steps", "3650 days or 192 hours", "those of their cells", "InsightsFilter.Bounds, InsightsRange"),
        (
            "Intake.GroupConversing.NotForwarded",
            "what follows from one group",
            "those of the items",
            "the group of intake, and gone with it"
        ),
        ("Intake.GroupConversing._revived", "the deferred of one group", "an id each", "the group of intake, and gone with it"),
        ("Intake.GroupConversing.identities", "the items of one group", "three ids each", "the group of intake, and gone with it"),
        ("Intake.IntakeSlice.DrainedRows", "rows of one read of the spool", "8 each", "SpoolSlices.Cut, and gone with the group"),
        ("Intake.IntakeSlice.Dropped", "what the rows read at once say of rules", "24 each", "SpoolSlices.Cut, and gone with the group"),
        ("Intake.IntakeSlice.Items", "items of the rows read at once", "those of the rows", "SpoolSlices.Cut, and gone with the group"),
        ("Intake.StoredItems._derived", "what follows from one group", "those of the items", "the group of intake, and gone with it"),
        (
            "Messaging.Broker.BrokerConnection._idle",
            "Broker:MaxPublishesInFlight channels, and 512",
            "a few KiB each",
            "PublishGroup's lanes and SpoolDrain.MostTogether: each uses one at a time"
        ),
        ("Messaging.Broker.EventFeed._waiting", "64 batches", "below 1 MiB each, or one item", "EventFeed.MaxWaiting: the oldest goes"),
        ("Messaging.Broker.IncomingMessages._held", "Broker:Prefetch of each queue", "a message each, which is held anyway", "the broker"),
        (
            "Messaging.Broker.IncomingMessages._waiting",
            "Broker:Prefetch of two queues",
            "what the broker lets through",
            "the broker, told by Broker:Prefetch"
        ),
        ("Messaging.Broker.PublishGroup._waiting", "16 384 webhooks", "64 MiB", "WaitingBound"),
        (
            "Messaging.Broker.SpoolDrain._refused",
            "items larger than the broker takes, of rows sent together",
            "what is in the spool, as long as nothing can be deleted from it",
            "Spool:MaxBytes, and gone with the rows"
        ),
        (
            "Messaging.Broker.SpoolDrain._taken",
            "rows of the spool that cannot be deleted",
            "16 each",
            "Spool:MaxBytes, and gone with the rows"
        ),
        ("Messaging.ItemReader._dropped", "the members of one element of a batch", "24 each", "its bytes, and gone with the batch"),
        (
            "Messaging.PooledBytes._memory",
            "one a webhook that waits, one a batch in flight",
            "what is written, and in the pool 1 MiB",
            "WaitingBound, PublishGroup.MaxBytes, PooledBytes.MostKept"
        ),
        ("Messaging.Spool.SpoolGroup._batch", "one", "1 MiB, or the largest single webhook", "SpoolGroup.MaxBytes"),
        ("Messaging.Spool.SpoolGroup._members", "1024 webhooks", "1 MiB, or a single webhook", "SpoolGroup.MaxRequests, MaxBytes"),
        ("Messaging.Spool.SpoolGroup._waiting", "16 384 webhooks", "64 MiB", "WaitingBound"),
        ("Ops.Access.OpenSessions._ended", "10 000 sessions", "32 characters each", "OpenSessions.MaxEnded"),
        ("Ops.Access.OpsUsers._users", "users configured", "a few hundred each", "only operators configure them"),
        ("Ops.Access.SessionKeys+OnlyKey.factories", "one", "the framework's own", "made once"),
        (
            "Receiving.BodyBuffer._buffer",
            "one a request",
            "Receiving:MaxBodyBytes each, Receiving:MaxBytesInFlight together",
            "BytesInFlight.TryReserve"
        ),
        ("Receiving.Capture.CaptureKeys._keys", "keys configured", "a few hundred each", "only operators configure them"),
        (
            "Receiving.UnfinishedBodies._byBeginning",
            "connections with at least 4 KiB of Receiving:MaxBytesInFlight each",
            "200 each",
            "BytesInFlight.TryReserve, Receiving:BodyTimeoutSeconds"
        ),
        (
            "Receiving.UnfinishedBodies._byLastBytes",
            "connections with at least 4 KiB of Receiving:MaxBytesInFlight each",
            "200 each",
            "BytesInFlight.TryReserve, Receiving:BodyTimeoutSeconds"
        ),
        ("Receiving.Webhooks.MetaSecrets._appSecrets", "secrets configured", "a few hundred each", "only operators configure them"),
        ("Receiving.Webhooks.WebhookSightings._numbers", "500 business numbers", "100 characters each", "WebhookSightings.NumberHeard"),
        (
            "Receiving.Webhooks.WebhookSightings._secrets",
            "app secrets ever configured",
            "a few dozen each",
            "only operators configure them"
        ),
        (
            "Storage.PersonLedger._changed",
            "three ids an item of one group",
            "200 characters each",
            "StoredText.Key, and gone with the group"
        ),
        ("Storage.PersonLedger._merged", "one person an item of one group", "an id each", "the group of intake, and gone with it"),
        (
            "Storage.PersonLedger._moved",
            "one number an item of one group",
            "200 characters each",
            "StoredText.Key, and gone with the group"
        ),
        ("Storage.PersonLessons._news", "the items of one group", "three ids each", "the group of intake, and gone with it"),
        (
            "Storage.Postgres.ConversationUpdate._written",
            "those of a group",
            "a state each",
            "IntakeThrottle.Alone, and gone with the group"
        ),
        ("Storage.Postgres.ConversationUpdate.rows", "those of a group", "a state each", "IntakeThrottle.Alone, and gone with the group"),
        ("Storage.Postgres.KnownConversations+Generation.Places", "40 000", "12 MiB with their states", "KnownConversations.MostBytes"),
        ("Storage.Postgres.KnownConversations+Generation.Rows", "40 000", "12 MiB with their states", "KnownConversations.MostBytes"),
        ("Storage.Postgres.KnownConversations._connections", "1000 connections", "4 each", "KnownConversations.MostConnections"),
        (
            "Storage.Postgres.Leases._claimOf",
            "500 events a batch in flight, Delivery:InFlight of them",
            "24 each",
            "DestinationPump: BatchLimits.MaxEvents, InFlight"
        ),
        ("Storage.Postgres.PostgresStore._cursors", "destinations configured", "a hundred each", "only operators configure them"),
        ("Storage.Postgres.ReadConversations._places", "the ids of a group", "100 each", "IntakeThrottle.Alone, and gone with the group"),
        ("Storage.Postgres.ReadConversations._rows", "those of a group", "a state each", "IntakeThrottle.Alone, and gone with the group"),
        ("Storage.Postgres.ReadConversations._versions", "those of a group", "100 each", "IntakeThrottle.Alone, and gone with the group"),
        ("Storage.Sqlite.DatabaseLock._beside", "one", "nothing is written", "DatabaseLock.Take"),
        ("Storage.Sqlite.DatabaseLock._file", "one", "nothing is written", "DatabaseLock.Take"),
        (
            "Storage.Sqlite.DestinationClaims._out",
            "500 events a batch in flight, Delivery:InFlight of them",
            "8 each",
            "DestinationPump: BatchLimits.MaxEvents, InFlight"
        ),
        ("Storage.Sqlite.Generations`2._old", "30 000", "12 MiB with what they lead to", "Generations.MostBytes"),
        ("Storage.Sqlite.Generations`2._young", "30 000", "12 MiB with what they lead to", "Generations.MostBytes"),
        (
            "Storage.Sqlite.LocatedConversations._places",
            "those of a group",
            "a state each",
            "IntakeThrottle.Alone, and gone with the group"
        ),
        ("Storage.Sqlite.SqliteReaders._idle", "16 connections", "SQLite's cache of 2 MiB each", "SqliteReaders.MaxIdle"),
        (
            "Storage.Sqlite.SqliteSession._statements",
            "statements in the source",
            "a few KiB each",
            "no statement is made of what comes from outside"
        ),
        ("Storage.Sqlite.SqliteStore._claims", "destinations configured", "a hundred each", "only operators configure them"),
        (
            "Storage.Sqlite.SqliteWriter._ordinary",
            "one an awaited write: intake, delivery, a probe, the administration's users",
            "what those hold",
            "each waits for its own; what is cancelled leaves"
        ),
        ("Storage.Sqlite.SqliteWriter._urgent", "one", "the group's", "SpoolGroup.ScheduleOnce"),
        ("Telemetry.BoundedNames._names", "50, 200 or 500 names", "100 characters each", "BoundedNames.Bound"),
        (
            "Telemetry.FailureLimit+Window._failures",
            "10 000 addresses and one for the rest",
            "an address each",
            "FailureLimit.MaxAddresses, two periods at most"
        ),
        (
            "Telemetry.FailureLimit+Window._valid",
            "10 000 addresses that know a secret",
            "an address each",
            "FailureLimit.MaxAddresses, two periods at most"
        ),
        ("Telemetry.HourlyTally._counts", "10 000 hours of a kind", "100 characters each", "HourlyTally.Most, EventIntake's BoundedNames"),
        ("Telemetry.ReadinessProbe._told", "parts of the process", "a sentence each", "replaced as a whole"),
        ("Watching.FlowSampler._before", "samples of ten minutes, one every ten seconds", "16 each", "FlowSampler.Compare"),
        ("Watching.RhythmWatch._rows", "360 hours of 500 numbers", "100 characters each", "RhythmTable.Kept, EventIntake's BoundedNames"),
    ];

    [Test]
    public void Every_collection_that_outside_input_can_grow_has_a_bound()
    {
        var unbounded = Collections().Except(Bounds.Select(bound => bound.Field));

        Assert.That(string.Join("\n", unbounded), Is.Empty, "give each a bound in count and bytes, then a line in this test's table");
    }

    [Test]
    public void Every_bound_is_one_of_a_collection_that_is_there()
    {
        Assert.That(Bounds.Select(bound => bound.Field).Except(Collections()), Is.Empty, "the table's line goes with its collection");
        Assert.That(Bounds.Select(bound => bound.Field), Is.Unique.And.Ordered.Using((IComparer)StringComparer.Ordinal));
    }

    [Test]
    public void The_test_sees_collections_of_every_kind()
    {
        var seen = typeof(Growing).GetFields(Anything).Where(CanGrow).Select(field => field.Name);

        Assert.That(seen, Is.EquivalentTo((string[])["_list", "_channel", "_stream", "_text", "_buffer", "_array"]));
    }

    private const BindingFlags Anything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>Not those of the rehearsal, which runs beside the service, and of the settings, which are the operator's.</summary>
    private static IEnumerable<string> Collections() =>
        from type in typeof(BrokerBus).Assembly.GetTypes().Concat(typeof(TrackEvent).Assembly.GetTypes())
        let name = type.FullName ?? ""
        where
            name.StartsWith("Bridge.", StringComparison.Ordinal)
            && !name.Contains('<')
            && !name.StartsWith("Bridge.Simulation", StringComparison.Ordinal)
            && !name.EndsWith("Options", StringComparison.Ordinal)
        from field in type.GetFields(Anything)
        where CanGrow(field)
        select $"{name["Bridge.".Length..]}.{NameOf(field)}";

    /// <summary>A property's field has the property's name.</summary>
    private static string NameOf(FieldInfo field) => field.Name.TrimStart('<').Split('>')[0];

    /// <summary>What cannot be added to grows only where the field is set anew; a constructor's parameter never is.</summary>
    private static bool CanGrow(FieldInfo field) =>
        IsCollection(field.FieldType)
        && !(IsFixed(field.FieldType) && (field.IsInitOnly || field.Name.EndsWith(">P", StringComparison.Ordinal)));

    private static bool IsCollection(Type type) =>
        type != typeof(string)
        && (
            typeof(IEnumerable).IsAssignableFrom(type)
            || typeof(Stream).IsAssignableFrom(type)
            || type == typeof(StringBuilder)
            || IsA(type, typeof(Channel<>))
            || IsA(type, typeof(ArrayBufferWriter<>))
        );

    private static bool IsFixed(Type type) =>
        type.IsArray
        || type.Name.StartsWith("IReadOnly", StringComparison.Ordinal)
        || type.Name.StartsWith("IEnumerable", StringComparison.Ordinal)
        || type.Namespace is "System.Collections.Frozen" or "System.Collections.Immutable";

    private static bool IsA(Type type, Type generic) => type.IsGenericType && type.GetGenericTypeDefinition() == generic;

#pragma warning disable CS0169, CS0649, CA1823, IDE0044, IDE0051, CA1852 // Only looked at.
    private sealed class Growing
    {
        private readonly List<int>? _list;
        private readonly Channel<int>? _channel;
        private readonly MemoryStream? _stream;
        private readonly StringBuilder? _text;
        private readonly ArrayBufferWriter<byte>? _buffer;
        private int[]? _array;
        private readonly int[]? _fixedArray;
        private readonly IReadOnlyList<int>? _fixedList;
        private readonly string? _word;
    }
#pragma warning restore
}
