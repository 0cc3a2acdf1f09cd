using System.CommandLine;
using Bridge.Configuration;
using Bridge.Conversations;
using Bridge.Storage;
using Bridge.Storage.Administration;

namespace Bridge.Commands;

/// <summary>
/// <c>meta-bridge contacts import FILE|-</c>: makes people known before they write, so that the day Bridge is installed is not the day
/// everybody is new. Works beside a Bridge that runs; repeating it goes on where it was broken off.
/// </summary>
internal static class ContactsCommand
{
    private const string StandardInput = "-";
    private const int ProgressEvery = 50_000;
    private const int MostProblemsShown = 10;

    private static readonly Argument<string> File = new("file")
    {
        Description = "One number or business-scoped id a line, or CSV with the date of the first contact behind it; - reads from stdin.",
    };

    private static readonly Option<string> Account = new("--account")
    {
        Description = "The business account whose contacts they are; all unless given.",
        HelpName = "id",
        DefaultValueFactory = _ => "",
    };

    public static Command Create()
    {
        var import = new Command("import", "Makes people known, so that their first message makes no contact.created.") { File, Account };
        import.SetAction(RunAsync);
        return new Command("contacts", "Says who is no new contact.") { import };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var path = parsed.GetRequiredValue(File);
        try
        {
            using var lines = path == StandardInput ? Console.In : System.IO.File.OpenText(path);
            await using var app = Open();
            var database = app.Services.GetRequiredService<AdminDatabase>();
            var import = new Import(database, parsed.GetRequiredValue(Account), error);
            await import.RunAsync(lines, cancellationToken);
            await output.WriteLineAsync($"{import.Added} made known, {import.Known} were known, {import.Wrong} lines name nobody.");
            return import.Wrong == 0 ? 0 : 1;
        }
        catch (Exception problem) when (problem is StartupException or StorageException or IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(problem.Message);
            return problem is StartupException ? 2 : 1;
        }
    }

    private static WebApplication Open()
    {
        var builder = ConfigurationSetup.CreateBuilder([new("Telemetry:LogFormat", "None")]);
        builder.Logging.ClearProviders();
        builder.AddAdministration();
        return builder.Build().RequireSoundSettings();
    }

    /// <summary>One run of the import.</summary>
    private sealed class Import(AdminDatabase database, string account, TextWriter error)
    {
        private long _lines;
        private bool _hasHeading;

        public long Added { get; private set; }

        public long Known { get; private set; }

        public long Wrong { get; private set; }

        public async Task RunAsync(TextReader lines, CancellationToken cancellationToken)
        {
            var some = new Dictionary<string, KnownContact>(KnownContactTable.Step);
            while (await lines.ReadLineAsync(cancellationToken) is { } line)
            {
                _lines++;
                await TakeAsync(line, some);
                if (some.Count == KnownContactTable.Step)
                {
                    await WriteAsync(some, cancellationToken);
                }
            }

            await WriteAsync(some, cancellationToken);
            if (_hasHeading && _lines == 1)
            {
                await RefuseAsync(); // there is no table under it
            }
        }

        /// <remarks>The first line may be the heading of a table, unless there are digits in it.</remarks>
        private async Task TakeAsync(string line, Dictionary<string, KnownContact> some)
        {
            if (KnownContact.Read(line) is { } contact)
            {
                some[contact.Id] = contact;
            }
            else if (_lines == 1 && !line.Any(char.IsAsciiDigit))
            {
                _hasHeading = !string.IsNullOrWhiteSpace(line);
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                await RefuseAsync();
            }
        }

        /// <remarks>What a wrong line holds may be somebody's number and is not shown.</remarks>
        private async Task RefuseAsync()
        {
            if (++Wrong <= MostProblemsShown)
            {
                await error.WriteLineAsync(
                    $"Line {_lines} is no number or id such as +254712345678 or KE.1234, with a date behind it or none."
                );
            }
        }

        private async Task WriteAsync(Dictionary<string, KnownContact> some, CancellationToken cancellationToken)
        {
            if (some.Count == 0)
            {
                return;
            }

            KnownContact[] contacts = [.. some.Values];
            var added = await database.WriteAsync(
                connection => KnownContactTable.AddAsync(connection, account, contacts),
                cancellationToken
            );
            var before = Added + Known;
            (Added, Known) = (Added + added, Known + contacts.Length - added);
            some.Clear();
            if (before / ProgressEvery != (Added + Known) / ProgressEvery)
            {
                await error.WriteLineAsync($"{Added + Known} so far.");
            }
        }
    }
}
