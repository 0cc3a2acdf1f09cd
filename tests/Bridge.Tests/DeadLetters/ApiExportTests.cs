using Bridge.Storage;
using static Bridge.DeadLetters.ApiRig;

namespace Bridge.DeadLetters;

public class ApiExportTests : ApiFixture
{
    [Test]
    public async Task Each_dead_letter_is_a_line_of_JSON_oldest_first_with_its_content()
    {
        Api.Admin.AddMany(3);

        var answer = await Api.GetAsync(ListPath + "/export", ApiRig.Viewer);

        var lines = answer.Body.TrimEnd('\n').Split('\n').Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!).ToList();
        Assert.That(answer.Type, Is.EqualTo("application/x-ndjson"));
        Assert.That(lines.Select(line => (long)line["id"]!), Is.EqualTo((long[])[1, 2, 3]));
        Assert.That(lines.Select(line => (string?)line["content"]), Is.All.EqualTo("""{"event":"message.read"}"""));
        Assert.That(lines.Select(line => (string?)line["user"]), Is.All.EqualTo(InMemoryDeadLetterAdmin.MaskedUser));
    }

    [TestCase("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [TestCase("+1", "'+1")]
    [TestCase("-1", "'-1")]
    [TestCase("@SUM(A1)", "'@SUM(A1)")]
    [TestCase("\t=1", "\"'\t=1\"")]
    [TestCase("\r=1", "\"'\r=1\"")]
    [TestCase("\n=1", "\"'\n=1\"")]
    [TestCase("＝1+1", "'＝1+1")]
    [TestCase("＋1", "'＋1")]
    [TestCase("－1", "'－1")]
    [TestCase("＠SUM(A1)", "'＠SUM(A1)")]
    [TestCase("=1,\"a\"", "\"'=1,\"\"a\"\"\"")]
    [TestCase("a;=1", "\"a;=1\"")]
    [TestCase("two\nlines", "\"two\nlines\"")]
    [TestCase("plain", "plain")]
    [TestCase("1=1", "1=1")]
    public async Task A_cell_that_a_spreadsheet_would_calculate_is_text(string answer, string cell)
    {
        Api.Admin.Add(answer: answer, content: "c");

        var csv = (await Api.GetAsync(ListPath + "/export?format=csv")).Body;

        Assert.That(csv, Does.EndWith($",{cell},c,false\r\n"));
    }

    [Test]
    public async Task The_first_line_of_CSV_names_its_cells_and_a_phone_number_stays_text()
    {
        Api.Admin.Add();

        var lines = (await Api.GetAsync(ListPath + "/export?format=csv&reveal=true")).Body.Split("\r\n");

        Assert.That(
            lines[0],
            Is.EqualTo(
                "id,eventId,reason,event,destination,status,group,source,user,state,attempts,firstFailedAt,lastFailedAt,"
                    + "receivedAt,explanation,version,replay,answer,content,isBase64"
            )
        );
        Assert.That(
            lines[1],
            Is.EqualTo(
                "1,00000001-0000-0000-0000-000000000000,refused,message.read,default,400,g-message.read,10001,'+254712345678,"
                    + "dead,1,2026-03-01T12:01:00Z,2026-03-01T12:01:00Z,2026-03-01T12:00:00Z,,0,,\"no such thing\",\"{\"\"event\"\":"
                    + "\"\"message.read\"\"}\",false"
            )
        );
    }

    [TestCase("?format=xml", 400)]
    [TestCase("?reveal=true", 403)]
    public async Task What_cannot_be_exported_so_is_refused(string query, int status)
    {
        var answer = await Api.GetAsync(ListPath + "/export" + query, ApiRig.Viewer);

        Assert.That((answer.Status, answer.Type), Is.EqualTo((status, "application/problem+json")));
    }

    [Test]
    public async Task A_store_that_fails_at_once_is_a_503()
    {
        Api.Admin.Failure = new StorageException("The disk is gone.");

        var answer = await Api.GetAsync(ListPath + "/export");

        Assert.That((answer.Status, answer.Detail), Is.EqualTo((503, "The disk is gone.")));
    }

    [Test]
    public void A_store_that_fails_in_the_middle_breaks_the_connection_so_that_half_does_not_look_whole()
    {
        Api.Admin.AddMany(3);
        (Api.Admin.Failure, Api.Admin.ExportFailsAfter) = (new StorageException("The disk is gone."), 2);

        Assert.That(() => Api.GetAsync(ListPath + "/export"), Throws.InstanceOf<HttpRequestException>());
    }
}
