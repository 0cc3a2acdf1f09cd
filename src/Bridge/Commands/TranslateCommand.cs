using System.Buffers;
using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bridge.Core.Translation;

namespace Bridge.Commands;

/// <summary>
/// <c>meta-bridge translate</c>: webhook bodies in, track events out, one JSON object a line. No server, no configuration, no state.
/// </summary>
internal static class TranslateCommand
{
    private const string StandardInput = "-";

    /// <summary>Not for HTML: <c>+</c>, quotes and letters of all alphabets stay readable.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is forwarded is another question: here is what a body means.</summary>
    private static readonly TranslationOptions OfAllChannels = TranslationOptions.Default with
    {
        Channels = TranslationOptions.AllChannels,
    };

    private static readonly Argument<string[]> Files = new("FILE")
    {
        Arity = ArgumentArity.OneOrMore,
        Description = "Files that each hold the body of one webhook; - is standard input.",
    };

    private static readonly Option<bool> Pretty = new("--pretty")
    {
        Description = "For people: what becomes of each item, and of what is not forwarded why.",
    };

    public static Command Create()
    {
        var command = new Command(
            "translate",
            "Prints the track events that webhook bodies become, one JSON object a line, without sending them anywhere."
        )
        {
            Files,
            Pretty,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                TranslateAllAsync(
                    parsed.GetRequiredValue(Files),
                    parsed.GetValue(Pretty) ? PrettyTranslation.Print : Print,
                    parsed.InvocationConfiguration.Output,
                    parsed.InvocationConfiguration.Error,
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> TranslateAllAsync(
        string[] files,
        Action<WebhookTranslation, TextWriter> print,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken
    )
    {
        var exitCode = 0;
        foreach (var file in files)
        {
            try
            {
                var body = await ReadAsync(file, cancellationToken);
                print(WebhookTranslator.Translate(body, TimeProvider.System.GetUtcNow(), OfAllChannels), output);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await error.WriteLineAsync($"Cannot read {file}: {exception.Message}".AsMemory(), cancellationToken);
                exitCode = 1;
            }
        }

        return exitCode;
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (file is not StandardInput)
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }

        await using var input = Console.OpenStandardInput();
        using var body = new MemoryStream();
        await input.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    private static void Print(WebhookTranslation translation, TextWriter output)
    {
        foreach (var trackEvent in translation.Events)
        {
            PrintLine(output, trackEvent.WriteTo);
        }

        foreach (var unreadable in translation.Unreadable)
        {
            PrintLine(output, writer => Wrap(writer, "unreadable", unreadable.WriteTo));
        }

        foreach (var unrecognised in translation.Unrecognised)
        {
            PrintLine(output, writer => Wrap(writer, "unrecognised", unrecognised.Write));
        }
    }

    private static void Wrap(Utf8JsonWriter writer, string name, Action<Utf8JsonWriter> write)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(name);
        write(writer);
        writer.WriteEndObject();
    }

    private static void Write(this Unrecognised unrecognised, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("field"u8, unrecognised.Field);
        writer.WritePropertyName("raw"u8);
        writer.WriteRawValue(unrecognised.Raw.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    /// <summary>Raw JSON keeps the layout it came with; line ends in it are never part of a text, where they would be escaped.</summary>
    private static void PrintLine(TextWriter output, Action<Utf8JsonWriter> write)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(line, Readable))
        {
            write(writer);
        }

        output.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan).Replace("\r", "", StringComparison.Ordinal).Replace('\n', ' '));
    }
}
