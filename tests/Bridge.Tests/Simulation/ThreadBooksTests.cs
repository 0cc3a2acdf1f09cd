using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Simulation.Collecting;
using Bridge.Simulation.Load;
using Bridge.Support;

namespace Bridge.Simulation;

public class ThreadBooksTests
{
    private const string Number = "106540352242922";
    private static readonly DateTimeOffset Morning = new(2026, 1, 23, 10, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<DerivedKey, int> _told = [];

    [SetUp]
    public void Forget() => _told.Clear();

    [Test]
    public void Whoever_writes_is_one_new_contact_however_often_they_write_and_whatever_ids_they_have()
    {
        var books = Books(
            Said("a", "+254712345678", StepKind.Inbound),
            Said("b", "KE.1", StepKind.Inbound),
            Said("c", "+254712345678", StepKind.Inbound, new UserIds("254712345678", "KE.1"))
        );

        Tell(DerivedKey.Contact, "KE.1");

        Assert.That((books.Derived, books.Compare(_told, DerivedKey.Events)), Is.EqualTo((1, Array.Empty<string>())));
    }

    [Test]
    public void A_contact_that_is_not_told_told_twice_or_made_up_is_a_difference_each()
    {
        var books = Books(Said("a", "+1", StepKind.Inbound), Said("b", "+2", StepKind.Inbound));

        Tell(DerivedKey.Contact, "+2", "+2", "+3");

        Assert.That(
            books.Compare(_told, DerivedKey.Events),
            Is.EquivalentTo(
                new[]
                {
                    $"contact.created for +1 with {Number}: 1 missing",
                    $"contact.created for +2 with {Number}: 1 too many",
                    $"contact.created for somebody who never wrote with {Number}: 1 too many",
                }
            )
        );
    }

    [TestCase(StepKind.Outbound)]
    [TestCase(StepKind.Campaign)]
    [TestCase(StepKind.Known)]
    public void Who_never_wrote_is_no_contact(StepKind kind)
    {
        Assert.That(Books(Said("a", "+1", kind)).Compare(_told, DerivedKey.Events), Is.Empty);
    }

    [Test]
    public void Asking_for_a_person_hands_over_once_until_a_bot_answers_again()
    {
        var asking = new ConversationStep(StepKind.Inbound) { Trigger = "talk_to_agent" };
        var toBot = new ConversationStep(StepKind.Handoff) { By = ServiceMode.Bot };
        var byAgent = new ConversationStep(StepKind.Outbound) { By = ServiceMode.Agent };

        var books = Books(Said("a", 0, asking), Said("b", 1, asking), Said("c", 2, toBot), Said("d", 3, byAgent));
        Tell(DerivedKey.Contact, "+1");
        Tell(DerivedKey.Handoff, "+1", "+1", "+1");

        Assert.That((books.Derived, books.Compare(_told, DerivedKey.Events)), Is.EqualTo((3, Array.Empty<string>())));
    }

    [Test]
    public void Each_conversation_ends_once_by_the_CRM_or_by_silence_after_which_nobody_answers()
    {
        var asking = new ConversationStep(StepKind.Inbound) { Trigger = "talk_to_agent" };
        var assigned = new ConversationStep(StepKind.Assigned);
        var resolved = new ConversationStep(StepKind.Resolved);

        var books = new ThreadBooks(silence: TimeSpan.FromMinutes(10));
        foreach (var item in (TrackEvent[])[Said("a", 0, asking), Said("b", 1, assigned), Said("c", 2, resolved), Said("d", 3, resolved)])
        {
            books.Take(item);
        }

        books.Take(Said("e", 5, asking));
        books.Take(Said("f", 20, asking));
        Tell(DerivedKey.Contact, "+1");
        Tell(DerivedKey.Handoff, "+1", "+1", "+1");
        Tell(DerivedKey.Resolved, "+1", "+1", "+1");

        Assert.That((books.Derived, books.Compare(_told, DerivedKey.Events)), Is.EqualTo((6, Array.Empty<string>())));
    }

    [Test]
    public void Of_a_template_alone_nobody_is_told_that_it_is_over()
    {
        var books = new ThreadBooks(silence: TimeSpan.FromMinutes(10));
        books.Take(Said("a", 0, new ConversationStep(StepKind.Campaign)));
        books.Take(Said("b", 20, new ConversationStep(StepKind.Campaign)));

        Assert.That((books.Derived, books.Compare(_told, DerivedKey.Events)), Is.EqualTo((0, Array.Empty<string>())));
    }

    [Test]
    public void A_CRMs_word_after_silence_ended_the_conversation_is_none_that_must_leave()
    {
        var books = new ThreadBooks(silence: TimeSpan.FromMinutes(10));
        books.Take(Said("a", 0, new ConversationStep(StepKind.Outbound)));
        books.Take(Said("b", 20, new ConversationStep(StepKind.Resolved)));
        Tell(DerivedKey.Resolved, "+1");

        Assert.That((books.Derived, books.Compare(_told, DerivedKey.Events)), Is.EqualTo((1, Array.Empty<string>())));
    }

    [Test]
    public void The_collector_counts_derived_events_by_person_and_number_and_each_once()
    {
        var taken = new TakenEvents(keep: 10);
        var contact = new TrackEvent(DerivedKey.Contact, "contact", "+1", Morning, new EventContext(null, Number), new PropertyBag());

        Take(taken, contact);
        Take(taken, contact);
        Take(taken, contact with { Name = "message.received", NaturalKey = "message" });

        Assert.That(taken.Derived, Is.EqualTo(new Dictionary<DerivedKey, int> { [new(DerivedKey.Contact, Number, "+1")] = 1 }));
    }

    private static ThreadBooks Books(params TrackEvent[] said)
    {
        var books = new ThreadBooks();
        said.ToList().ForEach(books.Take);
        return books;
    }

    private static TrackEvent Said(string id, string userId, StepKind kind, UserIds? ids = null) =>
        new("message", id, userId, Morning, new EventContext(Number, null, ids), new PropertyBag()) { Step = new ConversationStep(kind) };

    private static TrackEvent Said(string id, int minute, ConversationStep step) =>
        Said(id, "+1", step.Kind) with
        {
            Timestamp = Morning.AddMinutes(minute),
            Step = step,
        };

    private void Tell(string name, params string[] userIds)
    {
        foreach (var (userId, count) in userIds.CountBy(userId => userId))
        {
            _told[new DerivedKey(name, Number, userId)] = count;
        }
    }

    private static void Take(TakenEvents taken, TrackEvent item)
    {
        _ = JsonTape.TryParse(Encoding.UTF8.GetBytes(Translations.Json(item)), out var tape);
        using (tape)
        {
            taken.Add(tape.Root, Morning);
        }
    }
}
