using System.Text.Json.Nodes;
using Bridge.Ops;
using Bridge.Ops.Access;
using Bridge.Ops.Pages;
using Microsoft.AspNetCore.WebUtilities;
using static Bridge.DeadLetters.ApiRig;

namespace Bridge.DeadLetters;

/// <summary>Every field of the one table is the same field on every face.</summary>
public class FilterFieldsTests : ApiFixture
{
    private static IEnumerable<string> Names => FilterFields.All.Select(one => one.Name);

    /// <summary>What people can type: neither the numbers, which they tick or name, nor what the pages and plans pass on.</summary>
    private static IEnumerable<string> Typed => FilterFields.All.Where(one => one.Label is not null).Select(one => one.Name);

    private static IEnumerable<string> Narrow => FilterFields.All.Where(one => Wrong(one) is not null).Select(one => one.Name);

    [TestCaseSource(nameof(Names))]
    public async Task A_field_is_a_query_parameter_of_the_API(string name)
    {
        var field = Find(name);

        await Api.GetAsync($"{ListPath}?{name}={Uri.EscapeDataString(Sample(field))}");

        AssertOnly(field, Api.Admin.LastFilter!);
    }

    [TestCaseSource(nameof(Names))]
    public async Task A_field_is_a_member_of_a_body_and_comes_back_in_the_answer(string name)
    {
        var field = Find(name);

        var plan = await Api.PostAsync(ListPath + "/plans", Body(field, Sample(field)));

        AssertOnly(field, Api.Admin.LastFilter!);
        Assert.That(plan.Json["filter"]!.AsObject().Select(member => member.Key), Does.Contain(field.Member));
    }

    [TestCaseSource(nameof(Names))]
    public async Task A_field_passes_from_the_client_to_the_API(string name)
    {
        var field = Find(name);
        var filter = field.Read(new DeadLetterFilter(), [Sample(field)]);

        await Api.Connect().ListAsync(filter, null, 10, null, CancellationToken.None);

        AssertOnly(field, Api.Admin.LastFilter!);
    }

    [TestCaseSource(nameof(Names))]
    public void A_field_is_read_from_the_address_it_was_written_into(string name)
    {
        var field = Find(name);
        var filter = field.Read(new DeadLetterFilter(), [Sample(field)]);

        var (read, problems) = FilterAddress.Read(QueryHelpers.ParseQuery(FilterAddress.Of("", filter)));

        Assert.That(problems, Is.Empty);
        AssertOnly(field, read);
    }

    [TestCaseSource(nameof(Typed))]
    public async Task A_field_is_an_option_of_the_command_line(string name)
    {
        var field = Find(name);

        var (exitCode, _, error) = await Api.TypeAsync("list", "--" + name, Sample(field));

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        AssertOnly(field, Api.Admin.LastFilter!);
    }

    [Test]
    public async Task A_field_stands_in_the_form_of_the_page_with_what_it_holds()
    {
        await using var rig = await OpsRig.StartAsync();
        using var olga = await rig.VisitAsync(OpsRole.Operator);
        foreach (var field in Typed.Select(Find))
        {
            var page = (await olga.GetAsync($"/ops/dead-letters?{field.Name}={Uri.EscapeDataString(Sample(field))}")).Text;

            Assert.That(page, Does.Contain($"name=\"{field.Name}\"").And.Contain($">{field.Label}</label>"), field.Name);
            Assert.That(page, Does.Match($"value=\"{Sample(field).TrimEnd('Z')}\""), field.Name);
        }
    }

    [TestCaseSource(nameof(Narrow))]
    public async Task What_a_field_cannot_be_is_refused_everywhere_with_one_sentence(string name)
    {
        var field = Find(name);
        var wrong = Wrong(field)!;
        var sentence = $"must be {field.Kind.Expected}, but is \"{wrong}\".";

        var query = await Api.GetAsync($"{ListPath}?{name}={wrong}");
        var body = field.Kind.IsTime ? null : await Api.PostAsync(ListPath + "/plans", Body(field, wrong));
        var page = FilterAddress.Read(QueryHelpers.ParseQuery($"?{name}={wrong}"));
        var typed = field.Label is null || field.Kind.IsTime ? null : (await Api.TypeAsync("list", "--" + name, wrong)).Error;

        Assert.That((query.Status, query.Detail), Is.EqualTo((400, $"{name} {sentence}")));
        Assert.That(body?.Detail ?? $"{name} {sentence}", Is.EqualTo($"{name} {sentence}"));
        Assert.That(page.Problems, Is.EqualTo((string[])[$"{name} {sentence}"]));
        Assert.That(typed ?? $"--{name} {sentence}", Does.Contain($"--{name} {sentence}"));
    }

    [Test]
    public async Task The_document_describes_every_field_as_a_parameter_and_as_a_member()
    {
        var document = (await Api.GetAsync("/api/openapi.json", Viewer)).Json;
        var parameters = document["paths"]!["/api/dead-letters"]!["get"]!["parameters"]!.AsArray();
        var members = document["components"]!["schemas"]!["FilterBody"]!["properties"]!.AsObject();

        foreach (var field in FilterFields.All)
        {
            var parameter = parameters.Single(one => (string?)one!["name"] == field.Name)!;
            var member = members[field.Member]!;
            var (left, right) = field.IsList ? (parameter["schema"]!["items"]!, member["items"]!) : (parameter["schema"]!, member);

            Assert.That((string?)parameter["description"], Is.EqualTo(field.Description));
            Assert.That((string?)member["description"], Is.EqualTo(field.Description));
            foreach (var rule in (string[])["enum", "minimum", "maximum", "maxLength", "format"])
            {
                Assert.That(right[rule]?.ToJsonString(), Is.EqualTo(left[rule]?.ToJsonString()), $"{field.Name} {rule}");
            }
        }

        Assert.That(members.Select(member => member.Key), Is.EqualTo(FilterFields.All.Select(field => field.Member).Append("all")));
        Assert.That((long)parameters.Single(one => (string?)one!["name"] == "status")!["schema"]!["maximum"]!, Is.EqualTo(599));
    }

    [TestCaseSource(nameof(Names))]
    public void A_field_is_said_in_sentences_and_what_may_be_a_number_of_a_person_is_not_kept(string name)
    {
        var field = Find(name);
        var filter = field.Read(new DeadLetterFilter(), [Sample(field)]);

        var (kept, whole) = (FilterWords.Of(filter), FilterWords.Whole(filter));

        var said = field.Kind.IsTime ? "2026-03-01 22:15:00 UTC" : Sample(field);
        Assert.That(
            (kept, whole),
            field.IsList ? Is.EqualTo(($"dead letters {said}", $"number {said}"))
                : field.Words is null ? Is.EqualTo(("all dead letters", "all there are"))
                : field.IsPersonal ? Is.EqualTo(($"{field.Words} some {name}", $"{field.Words} \"{said}\""))
                : field.Name == "event" ? Is.EqualTo(($"{field.Words} •••••", $"{field.Words} {said}"))
                : Is.EqualTo(($"{field.Words} {said}", $"{field.Words} {said}"))
        );
    }

    [Test]
    public void A_filter_that_means_any_event_narrows_nothing()
    {
        Assert.That(Find("event").Read(new DeadLetterFilter(), ["*"]).IsEverything, Is.True);
    }

    private static FilterField Find(string name) => FilterFields.All.Single(field => field.Name == name);

    private static string Sample(FilterField field) =>
        field.Kind.Values is [.., var last] ? last
        : field.Kind.IsTime ? "2026-03-01T22:15:00Z"
        : field.Kind.IsNumber ? $"{Math.Max(field.Kind.Least ?? 0, 7)}"
        : "254712345678";

    /// <returns>Null for a field that may hold any text.</returns>
    private static string? Wrong(FilterField field) =>
        field.Kind.Values.Count > 0 ? "nonsense"
        : field.Kind.IsTime ? "yesterday"
        : field.Kind.IsNumber ? $"{field.Kind.Least - 1}"
        : null;

    private static string Body(FilterField field, string text)
    {
        JsonNode? value = field.Kind.IsNumber ? JsonNode.Parse(text) : text;
        return new JsonObject { [field.Member] = field.IsList ? new JsonArray(value) : value }.ToJsonString();
    }

    private static void AssertOnly(FilterField field, DeadLetterFilter filter)
    {
        var others = FilterFields.All.Where(other => other != field && other != FilterFields.State);

        Assert.That(field.Write(filter), Is.EqualTo((string[])[Sample(field)]));
        Assert.That(others.Where(other => other.Get(filter).Count > 0).Select(other => other.Name), Is.Empty);
        Assert.That(filter.State, field == FilterFields.State ? Is.Null : Is.EqualTo(DeadLetterState.Dead));
    }
}
