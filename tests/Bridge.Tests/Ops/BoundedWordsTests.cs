using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.DeadLetters;

namespace Bridge.Ops;

/// <summary>What people may say in a body of the API has a bound of its own, whatever the body may have.</summary>
public class BoundedWordsTests
{
    private static readonly string Fitting = new('ä', 500);
    private static readonly string TooLong = new('ä', 501);

    [Test]
    public async Task A_reason_or_a_text_searched_for_that_is_too_long_is_refused_in_every_body_and_nothing_happens()
    {
        await using var rig = await OpsRig.StartAsync();
        await rig.KillAsync(1, 2);
        var snapshot = (await PostAsync(rig, "plans", "{}")).Json["snapshot"]!.ToString();
        var content = (await rig.Admin.FindAsync(1, new Actor("test"), CancellationToken.None))!.Content;
        var before = await AuditAsync(rig);

        (string Path, string Body, string Word)[] bodies =
        [
            ("discard", $$$"""{"filter":{"ids":[1]},"why":"{{{TooLong}}}"}""", "why"),
            ("discard", $$$"""{"filter":{"text":"{{{TooLong}}}"}}""", "text"),
            ("restore", $$$"""{"filter":{"ids":[1]},"why":"{{{TooLong}}}"}""", "why"),
            ("restore", $$$"""{"filter":{"text":"{{{TooLong}}}"}}""", "text"),
            ("plans", $$$"""{"text":"{{{TooLong}}}"}""", "text"),
            ("replays", $$$"""{"snapshot":"{{{snapshot}}}","filter":{"all":true},"why":"{{{TooLong}}}"}""", "why"),
            ("replays", $$$"""{"snapshot":"{{{snapshot}}}","filter":{"text":"{{{TooLong}}}"}}""", "text"),
            ("erase", $$$"""{"user":"254712345678","why":"{{{TooLong}}}"}""", "why"),
            ("erase", $$$"""{"user":"{{{TooLong}}}"}""", "user"),
            (
                "1",
                new JsonObject
                {
                    ["content"] = content,
                    ["version"] = 0,
                    ["why"] = TooLong,
                }.ToJsonString(),
                "why"
            ),
        ];
        foreach (var (path, body, word) in bodies)
        {
            var answer = await PostAsync(rig, path, body);
            Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.BadRequest), $"{path} {word}");
            Assert.That(answer.Json["detail"]!.ToString(), Does.StartWith(word).And.Contain("500").And.Not.Contain("äää"), path);
        }

        Assert.That((await AuditAsync(rig), await rig.CountDeadAsync()), Is.EqualTo((before, 2)));
        Assert.That((await rig.Admin.FindAsync(1, null, CancellationToken.None))!.Summary.Version, Is.Zero);
    }

    [Test]
    public async Task What_fits_is_taken()
    {
        await using var rig = await OpsRig.StartAsync();
        await rig.KillAsync(1, 1);

        var answer = await PostAsync(rig, "discard", $$$"""{"filter":{"ids":[1]},"why":"{{{Fitting}}}"}""");

        Assert.That(answer.Status, Is.EqualTo(HttpStatusCode.OK));
    }

    private static async Task<int> AuditAsync(OpsRig rig) =>
        (await rig.Admin.GetAuditAsync(null, 100, CancellationToken.None)).Count(entry => entry.Action is not "reveal" and not "search");

    private static async Task<(HttpStatusCode Status, JsonNode Json)> PostAsync(OpsRig rig, string path, string body)
    {
        var request = new HttpRequestMessage(path == "1" ? HttpMethod.Put : HttpMethod.Post, "/api/dead-letters/" + path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Authorization", $"Bearer {OpsRig.OperatorKey.Text}");
        using var answer = await rig.Bridge.SendAsync(request);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
