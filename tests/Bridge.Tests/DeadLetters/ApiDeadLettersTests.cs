using System.Text.Json.Nodes;
using static Bridge.DeadLetters.ApiRig;

namespace Bridge.DeadLetters;

public class ApiDeadLettersTests : ApiFixture
{
    [Test]
    public async Task A_dead_letter_in_a_list_is_flat_and_masked()
    {
        Api.Admin.Add();

        var answer = await Api.GetAsync(ListPath, ApiRig.Viewer);

        Assert.That((answer.Status, answer.Json["next"]), Is.EqualTo((200, (JsonNode?)null)));
        Assert.That(
            answer.Json["items"]!.ToJsonString(),
            Is.EqualTo(
                """
                [{"id":1,"eventId":null,"reason":"refused","event":"message.read",
                "destination":"default","status":400,"group":"g-message.read","source":"10001","user":"\u002B2547\u2026",
                "state":"dead","attempts":1,"firstFailedAt":"2026-03-01T12:01:00Z","lastFailedAt":"2026-03-01T12:01:00Z",
                "receivedAt":"2026-03-01T12:00:00Z","explanation":null,"version":0,"replay":null}]
                """.ReplaceLineEndings("")
            )
        );
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(25)]
    [TestCase(500)]
    public async Task Pages_lead_to_the_end_without_gaps_or_repetitions(int limit)
    {
        Api.Admin.AddMany(25);

        var ids = new List<long>();
        for (var address = $"{ListPath}?limit={limit}"; address is not null; )
        {
            var page = (await Api.GetAsync(address)).Json;
            ids.AddRange(page["items"]!.AsArray().Select(item => (long)item!["id"]!));
            address = page["next"] is { } next ? $"{ListPath}?limit={limit}&before={next}" : null;
        }

        Assert.That(ids, Is.EqualTo(Enumerable.Range(1, 25).Reverse()));
    }

    [Test]
    public async Task Every_filter_of_the_query_reaches_the_administration()
    {
        await Api.GetAsync(
            $"{ListPath}?id=3&id=4&reason=too-large&event=message.*&source=1&destination=default"
                + "&status=413&since=2026-03-01&until=2026-03-01T12:00:00%2B02:00"
                + "&group=g&text=a%20b&state=replayed&upTo=9"
        );

        Assert.That(
            Api.Admin.LastFilter! with
            {
                Ids = [],
            },
            Is.EqualTo(
                new DeadLetterFilter
                {
                    Ids = Api.Admin.LastFilter.Ids is [3, 4] ? [] : [0],
                    Reason = "too large",
                    Event = "message.*",
                    Source = "1",
                    Destination = "default",
                    Status = 413,
                    Since = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero),
                    Until = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero),
                    Group = "g",
                    Text = "a b",
                    State = DeadLetterState.Replayed,
                    UpTo = 9,
                }
            )
        );
    }

    [TestCase("", DeadLetterState.Dead)]
    [TestCase("?state=discarded", DeadLetterState.Discarded)]
    [TestCase("?state=all", null)]
    public async Task The_dead_are_meant_unless_another_state_is_named(string query, object? expected)
    {
        await Api.GetAsync(ListPath + query);

        Assert.That(Api.Admin.LastFilter!.State, Is.EqualTo(expected));
    }

    [TestCase("limit=0", "limit must be a whole number from 1 to 500, but is \"0\".")]
    [TestCase("limit=501", "limit must be a whole number from 1 to 500, but is \"501\".")]
    [TestCase("before=x", "before must be a whole number from 1 on, but is \"x\".")]
    [TestCase("status=teapot", "status must be a whole number from 100 to 599, but is \"teapot\".")]
    [TestCase("id=1&id=", "id must be a whole number from 1 on, but is \"\".")]
    [TestCase("since=yesterday", "since must be a time such as 2026-01-31T08:00:00Z, but is \"yesterday\".")]
    [TestCase("until=25:00", "until must be a time such as 2026-01-31T08:00:00Z, but is \"25:00\".")]
    [TestCase(
        "reason=refuse",
        "reason must be one of refused, too large, expired, opted out, unreadable, unrecognised, undeserialisable, unstorable, invalid, "
            + "but is \"refuse\"."
    )]
    [TestCase("state=Dead", "state must be one of dead, replaying, replayed, discarded, all, but is \"Dead\".")]
    [TestCase("reveal=yes", "reveal must be true or false, but is \"yes\".")]
    [TestCase("group=a&group=b", "group may be given once only.")]
    public async Task A_value_that_cannot_be_is_refused_by_the_parameters_name(string query, string sentence)
    {
        var answer = await Api.GetAsync($"{ListPath}?{query}");

        Assert.That((answer.Status, answer.Detail), Is.EqualTo((400, sentence)));
    }

    [TestCase("?resaon=refused", "There is no query parameter \"resaon\" here; there are id, reason,")]
    [TestCase("/1?limit=3", "There is no query parameter \"limit\" here; there are reveal.")]
    [TestCase("/replays?state=all", "There is no query parameter \"state\" here.")]
    public async Task A_misspelt_parameter_is_refused_because_it_would_mean_more_than_it_should(string query, string sentence)
    {
        var answer = await Api.GetAsync(ListPath + query);

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.Detail, Does.StartWith(sentence));
    }

    [Test]
    public async Task Only_an_operator_sees_people_and_only_on_request()
    {
        Api.Admin.Add();

        var (masked, revealed, refused) = (
            await Api.GetAsync(ListPath + "/1"),
            await Api.GetAsync(ListPath + "/1?reveal=true"),
            await Api.GetAsync(ListPath + "/1?reveal=true", ApiRig.Viewer)
        );

        Assert.That((string?)masked.Json["user"], Is.EqualTo(InMemoryDeadLetterAdmin.MaskedUser));
        Assert.That((string?)revealed.Json["user"], Is.EqualTo("+254712345678"));
        Assert.That((refused.Status, refused.Detail), Is.EqualTo((403, "Only operators may see people unmasked; leave reveal out.")));
    }

    [Test]
    public async Task One_dead_letter_comes_with_all_that_is_known_of_it()
    {
        Api.Admin.Add(content: """{"event":"message.read","properties":{}}""");

        var json = (await Api.GetAsync(ListPath + "/1")).Json;

        Assert.That((string?)json["content"], Is.EqualTo("""{"event":"message.read","properties":{}}"""));
        Assert.That((string?)json["answer"], Is.EqualTo("no such thing"));
        Assert.That((string?)json["history"]![0]!["what"], Is.EqualTo("refused with 400"));
        Assert.That((bool)json["isMasked"]!, Is.True);
    }

    [Test]
    public async Task Groups_come_with_their_counts()
    {
        Api.Admin.AddMany(3);
        Api.Admin.Add("message.sent");

        var groups = (await Api.GetAsync(ListPath + "/groups")).Json["items"]!.AsArray();

        Assert.That(
            groups.Select(group => ((string)group!["id"]!, (long)group["count"]!)),
            Is.EqualTo(new[] { ("g-message.read", 3L), ("g-message.sent", 1L) })
        );
    }

    [Test]
    public async Task The_audit_leads_from_page_to_page()
    {
        Api.Admin.AddMany(3);
        for (var id = 1; id <= 3; id++)
        {
            await Api.PostAsync(ListPath + "/discard", $$$"""{"filter":{"ids":[{{{id}}}]},"why":"number {{{id}}}"}""");
        }

        var first = (await Api.GetAsync(ListPath + "/audit?limit=2")).Json;
        var second = (await Api.GetAsync($"{ListPath}/audit?limit=2&before={first["next"]}")).Json;

        Assert.That(
            first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(entry => (string)entry!["why"]!),
            Is.EqualTo((string[])["number 3", "number 2", "number 1"])
        );
        Assert.That(((string?)first["items"]![0]!["by"], second["next"]), Is.EqualTo(("olga", (JsonNode?)null)));
    }
}
