using Bridge.Storage.Postgres;

namespace Bridge.Storage;

/// <summary>What a process knows of conversations without asking the server.</summary>
internal sealed class KnownConversationsTests
{
    private static readonly ConversationRowKey Key = new(Guid.CreateVersion7(), "1");
    private static readonly ConversationPlace ByNumber = new(new PersonId("waba", "+254712345678"), "1");
    private static readonly ConversationPlace ByBsuid = new(new PersonId("waba", "KE.1"), "1");

    private KnownConversations _known = null!;

    [SetUp]
    public void Start()
    {
        _known = new KnownConversations();
        Remember(ByNumber, read: 1, written: 2);
    }

    [Test]
    public void It_is_found_as_it_was_written() => Assert.That(_known.Find(ByNumber) is { Row.State.Length: 2, Version.Writer: 2 });

    [Test]
    public void Whoever_finds_it_by_another_id_goes_on_with_it()
    {
        Remember(ByBsuid, read: 2, written: 3);

        Assert.That(_known.Find(ByNumber)?.Version.Writer, Is.EqualTo(3));
        Assert.That(_known.Find(ByBsuid)?.Version.Writer, Is.EqualTo(3));
    }

    [Test]
    public void After_somebody_else_wrote_it_only_the_id_by_which_it_was_read_again_leads_to_it()
    {
        Remember(ByBsuid, read: 7, written: 8);

        Assert.That(_known.Find(ByNumber), Is.Null);
        Assert.That(_known.Find(ByBsuid)?.Version.Writer, Is.EqualTo(8));
    }

    [Test]
    public void What_is_about_to_be_written_by_others_of_the_process_is_forgotten_under_all_ids()
    {
        Remember(ByBsuid, read: 2, written: 3);
        _known.Forget([Key]);

        Assert.That((_known.Find(ByNumber), _known.Find(ByBsuid)), Is.EqualTo((default(object), default(object))));
    }

    [Test]
    public void By_a_connection_that_was_never_met_nothing_is_known_since_it_may_be_of_another_server()
    {
        _known.ComeBy(process: 1);
        Remember(ByNumber, read: 1, written: 2);

        _known.ComeBy(process: 1);
        Assert.That(_known.Find(ByNumber), Is.Not.Null);

        _known.ComeBy(process: 2);
        Assert.That(_known.Find(ByNumber), Is.Null);
    }

    [Test]
    public void What_a_conversation_begins_with_is_asked_of_the_server()
    {
        _known.Forget();
        _known.Remember([ByNumber], Version(1), new ConversationRow(Key, ReadOnlyMemory<byte>.Empty, null), Version(2));

        Assert.That(_known.Find(ByNumber), Is.Null);
    }

    [Test]
    public void Whoever_is_misled_again_and_again_looks_for_ever_longer_elsewhere_and_not_for_ever()
    {
        Assert.That(
            Enumerable.Range(0, 12).Select(_ => PauseAfterBeingMisled()),
            Is.EqualTo([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512])
        );

        for (var group = 0; group < 64 * 9; group++)
        {
            _known.Served();
        }

        Assert.That(PauseAfterBeingMisled(), Is.EqualTo(2), "it served well for long");
    }

    [Test]
    public void Meanwhile_nothing_is_remembered()
    {
        _known.Misled();
        Remember(ByNumber, read: 1, written: 2);

        Assert.That(_known.Find(ByNumber), Is.Null);
        Assert.That((_known.IsTrusted(), _known.IsTrusted()), Is.EqualTo((false, true)));
        Remember(ByNumber, read: 1, written: 2);
        Assert.That(_known.Find(ByNumber), Is.Not.Null);
    }

    [Test]
    public void What_was_not_asked_for_long_makes_room_and_what_was_stays()
    {
        var state = new byte[10_000];
        for (var other = 0; other < 10_000; other++)
        {
            var place = new ConversationPlace(new PersonId("waba", $"+{other}"), "1");
            _known.Remember([place], Version(1), new ConversationRow(new(Guid.CreateVersion7(), "1"), state, null), Version(2));
            _ = other % 100 == 0 ? _known.Find(ByNumber) : null;
        }

        Assert.That(_known.Find(ByNumber), Is.Not.Null);
        var kept = Enumerable.Range(0, 10_000).Count(other => _known.Find(new(new PersonId("waba", $"+{other}"), "1")) is not null);
        Assert.That(kept * state.Length, Is.GreaterThan(10 << 20).And.LessThan(26 << 20));
    }

    private int PauseAfterBeingMisled()
    {
        _known.Misled();
        var groups = 0;
        while (!_known.IsTrusted())
        {
            groups++;
        }

        return groups;
    }

    private void Remember(ConversationPlace place, uint read, uint written) =>
        _known.Remember([place], Version(read), new ConversationRow(Key, new byte[written], null), Version(written));

    private static ConversationVersion Version(uint writer) => new(writer);
}
