using Bridge.Storage;
using static Bridge.DeadLetters.ApiRig;

namespace Bridge.DeadLetters;

public class ApiActionTests : ApiFixture
{
    [SetUp]
    public void Fill() => Api.Admin.AddMany(3);

    [TestCase("/discard", """{"filter":{}}""")]
    [TestCase("/discard", """{"filter":{"all":false}}""")]
    [TestCase("/discard", """{"filter":{"state":"dead","upTo":3,"ids":[]}}""")]
    [TestCase("/restore", """{"filter":{}}""")]
    [TestCase("/replays", """{"filter":{},"snapshot":"s"}""")]
    public async Task A_filter_that_narrows_nothing_acts_on_nothing_unless_it_says_all(string path, string body)
    {
        var answer = await Api.PostAsync(ListPath + path, body);

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.Detail, Does.Contain("narrows nothing").And.Contain("\"all\": true"));
        Assert.That(Api.Admin.Audit, Is.Empty);
    }

    [TestCase("/discard", "{}", "filter is missing.")]
    [TestCase("/restore", "{}", "filter is missing.")]
    [TestCase("/replays", "{}", "filter is missing.")]
    [TestCase("/replays", """{"filter":{"all":true}}""", "snapshot is missing.")]
    [TestCase("/replays", """{"filter":{"all":true},"snapshot":"s","rate":0}""", "rate must be 1 or more, but is 0.")]
    [TestCase("/erase", "{}", "user is missing.")]
    [TestCase("/discard", "", "The body is not JSON: line 1, byte 1.")]
    [TestCase("/discard", "[]", "The body must be a JSON object.")]
    [TestCase("/discard", """{"filter":{"all":true},"wy":"typo"}""", "There is no member \"wy\"; there are filter, why.")]
    [TestCase(
        "/discard",
        """{"filter":{"all":true,"resaon":"refused"}}""",
        "There is no member \"filter.resaon\"; there are filter.ids, filter.reason, filter.event, filter.source, "
            + "filter.destination, filter.status, filter.since, filter.until, filter.group, filter.text, filter.state, "
            + "filter.upTo, filter.all."
    )]
    [TestCase("/discard", """{"filter":{"status":"400"}}""", "The value of filter.status is not of the kind that is expected there.")]
    [TestCase("/discard", """{"filter":{"since":"yesterday"}}""", "The value of filter.since is not of the kind that is expected there.")]
    [TestCase(
        "/discard",
        """{"filter":{"reason":"refuse"}}""",
        "reason must be one of refused, too large, expired, opted out, unreadable, unrecognised, undeserialisable, unstorable, invalid, "
            + "but is \"refuse\"."
    )]
    [TestCase("/plans", """{"status":400,"status":401}""", "The body is not JSON")]
    public async Task A_body_that_cannot_be_meant_is_refused_with_the_member_and_nothing_happens(string path, string body, string sentence)
    {
        var answer = await Api.PostAsync(ListPath + path, body);

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.Detail, Does.StartWith(sentence));
        Assert.That(Api.Admin.Audit, Is.Empty);
    }

    [Test]
    public async Task Discarding_and_restoring_tell_how_many_and_who_did_it()
    {
        var discarded = await Api.PostAsync(ListPath + "/discard", """{"filter":{"all":true},"why":"test events"}""");
        var restored = await Api.PostAsync(ListPath + "/restore", """{"filter":{"ids":[1,2]}}""");

        Assert.That((discarded.Body, restored.Body), Is.EqualTo(("""{"count":3}""", """{"count":2}""")));
        Assert.That(
            Api.Admin.All.Select(deadLetter => deadLetter.Summary.State),
            Is.EqualTo((DeadLetterState[])[DeadLetterState.Dead, DeadLetterState.Dead, DeadLetterState.Discarded])
        );
        Assert.That(
            Api.Admin.Audit.Select(entry => (entry.By, entry.Action, entry.Why)),
            Is.EqualTo(new[] { ("olga", "discard", "test events"), ("olga", "restore", (string?)null) })
        );
    }

    [Test]
    public async Task A_plan_is_started_as_it_came_and_only_once()
    {
        var plan = (await Api.PostAsync(ListPath + "/plans", "{}")).Json;
        var order = $$"""{"snapshot":"{{plan["snapshot"]}}","filter":{{plan["filter"]!.ToJsonString()}},"rate":50,"why":"repaired"}""";

        var (first, second) = (await Api.PostAsync(ListPath + "/replays", order), await Api.PostAsync(ListPath + "/replays", order));

        Assert.That((long)plan["count"]!, Is.EqualTo(3));
        Assert.That((first.Status, first.Location, (long)second.Json["id"]!), Is.EqualTo((201, "/api/dead-letters/replays/1", 1L)));
        Assert.That(
            (Api.Admin.LastOrder!.Rate, Api.Admin.LastOrder.Why, Api.Admin.LastOrder.Filter.UpTo),
            Is.EqualTo((50, "repaired", 3L))
        );
        Assert.That((string?)(await Api.GetAsync(first.Location!)).Json["state"], Is.EqualTo("finished"));
    }

    [Test]
    public async Task A_replay_is_paused_resumed_and_cancelled()
    {
        Api.Admin.Progress = replay => replay;
        await Api.PostAsync(ListPath + "/replays", """{"snapshot":"s","filter":{"all":true}}""");

        var states = new List<string?>();
        foreach (var change in (string[])["pause", "resume", "cancel"])
        {
            states.Add((string?)(await Api.SendAsync(HttpMethod.Post, $"{ListPath}/replays/1/{change}")).Json["state"]);
        }

        var again = await Api.SendAsync(HttpMethod.Post, ListPath + "/replays/1/cancel");

        Assert.That(states, Is.EqualTo((string[])["paused", "running", "cancelled"]));
        Assert.That((again.Status, again.Detail), Is.EqualTo((409, "Replay 1 is cancelled, and so cannot be cancelled.")));
    }

    [Test]
    public async Task An_edit_makes_a_version_and_a_second_one_of_the_same_version_is_a_conflict()
    {
        const string Edit = """{"content":"{}","version":0,"why":"repaired"}""";

        var (first, second) = (
            await Api.SendAsync(HttpMethod.Put, ListPath + "/2", Edit),
            await Api.SendAsync(HttpMethod.Put, ListPath + "/2", Edit)
        );

        Assert.That(
            (first.Status, (int)first.Json["version"]!, (string?)first.Json["original"]),
            Is.EqualTo((200, 1, """{"event":"message.read"}"""))
        );
        Assert.That((second.Status, second.Detail), Is.EqualTo((409, "Somebody edited it since.")));
    }

    [Test]
    public async Task Erasing_tells_what_was_removed()
    {
        var answer = await Api.PostAsync(ListPath + "/erase", """{"user":"+254712345678","why":"asked"}""");

        Assert.That(
            answer.Body,
            Is.EqualTo("""{"deadLetters":3,"waiting":1,"deferred":2,"identities":3,"spooled":4,"until":"2026-02-08T12:00:00Z"}""")
        );
    }

    [TestCase("/99")]
    [TestCase("/replays/99")]
    public async Task What_is_not_there_is_a_404_that_says_so(string path)
    {
        var answer = await Api.GetAsync(ListPath + path);

        Assert.That(answer.Status, Is.EqualTo(404));
        Assert.That(answer.Detail, Does.StartWith("There is no ").And.EndWith(" 99."));
    }

    [Test]
    public async Task A_store_that_fails_is_a_503_with_its_sentence_and_a_time_to_come_again()
    {
        Api.Admin.Failure = new StorageException("The disk is full.");

        var answer = await Api.GetAsync(ListPath);

        Assert.That((answer.Status, answer.Detail, answer.RetryAfter), Is.EqualTo((503, "The disk is full.", "5")));
    }

    [Test]
    public async Task What_nobody_expected_is_a_500_that_tells_the_log_and_not_the_caller()
    {
        Api.Admin.Failure = new InvalidOperationException("secret inner workings");

        var answer = await Api.GetAsync(ListPath);

        Assert.That((answer.Status, answer.Type), Is.EqualTo((500, "application/problem+json")));
        Assert.That(answer.Body, Does.Not.Contain("secret").And.Not.Contain(" at Bridge"));
        Assert.That(
            Api.Bridge.Logs,
            Has.Some.Contains("failed with an unexpected System.InvalidOperationException").And.None.Contains("secret inner workings")
        );
    }

    [TestCase("GET", "/api/nowhere", 404)]
    [TestCase("PATCH", "/api/dead-letters", 405)]
    public async Task What_routing_refuses_has_problem_details_too(string method, string path, int status)
    {
        var answer = await Api.SendAsync(new HttpMethod(method), path);

        Assert.That((answer.Status, answer.Type), Is.EqualTo((status, "application/problem+json")));
    }

    [Test]
    public async Task A_body_that_does_not_call_itself_JSON_is_refused()
    {
        var answer = await Api.SendAsync(HttpMethod.Post, ListPath + "/discard", """{"filter":{"all":true}}""", type: "text/plain");

        Assert.That((answer.Status, answer.Type), Is.EqualTo((415, "application/problem+json")));
        Assert.That(Api.Admin.Audit, Is.Empty);
    }
}
