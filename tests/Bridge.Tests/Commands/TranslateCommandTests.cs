using System.Text.Json;
using Bridge.Support;

namespace Bridge.Commands;

public class TranslateCommandTests
{
    private string _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("bridge").FullName;

    [TearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Every_line_is_one_JSON_object_however_the_body_is_laid_out()
    {
        var file = await WriteAsync(
            """
            {
              "object": "whatsapp_business_account",
              "entry": [ { "id": "1", "changes": [ { "field": "a_field_never_heard_of",
                "value": { "text": "line\nend" } } ] } ]
            }
            """
        );

        var (exitCode, output, error) = await Typed.RunAsync("translate", file);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines.Select(line => JsonDocument.Parse(line).RootElement.ValueKind), Is.All.EqualTo(JsonValueKind.Object));
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task What_cannot_be_read_as_a_webhook_is_no_failure()
    {
        var file = await WriteAsync("this is not JSON");

        var (exitCode, _, error) = await Typed.RunAsync("translate", file);

        Assert.That((exitCode, error), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task A_missing_file_is_one_line_of_error_and_the_others_are_translated()
    {
        var (exitCode, _, error) = await Typed.RunAsync(
            "translate",
            Path.Combine(_folder, "missing.json"),
            await WriteAsync("{}"),
            _folder
        );

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            Has.Length.EqualTo(2).And.All.StartsWith("Cannot read " + _folder)
        );
    }

    private async Task<string> WriteAsync(string body)
    {
        var file = Path.Combine(_folder, Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, body);
        return file;
    }
}
