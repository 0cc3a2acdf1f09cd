using System.CommandLine;
using Bridge.DeadLetters;
using Bridge.Journal;
using Spectre.Console;

namespace Bridge.Commands.DeadLetters;

/// <summary>A command at work on an open administration: what was typed, and where its answer goes.</summary>
internal sealed class AdminSession(ParseResult parsed, OpenAdmin open)
{
    public ParseResult Parsed => parsed;

    public IDeadLetterAdmin Admin => open.Admin;

    public IEventTracer Tracer => open.Tracer;

    public Actor Actor => open.Actor;

    /// <summary>False when no Bridge works on the store, so that nobody carries out a replay.</summary>
    public bool MayBeRunning => open.MayBeRunning;

    /// <summary>Who sees people unmasked; null unless asked for.</summary>
    public Actor? RevealTo => parsed.GetValue(AdminOptions.Reveal) ? Actor : null;

    public string? Why => parsed.GetValue(AdminOptions.Why);

    public bool IsJson => parsed.GetValue(AdminOptions.Json);

    public TextWriter Output => parsed.InvocationConfiguration.Output;

    public TextWriter Error => parsed.InvocationConfiguration.Error;

    public IAnsiConsole Console { get; } = Terminal.For(parsed.InvocationConfiguration.Output);

    /// <summary>Whether somebody is there to be asked.</summary>
    public bool CanAsk => !IsJson && Console.Profile.Capabilities.Interactive && !System.Console.IsInputRedirected;

    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(
        ParseResult parsed,
        Action<ParseResult>? check,
        Func<AdminSession, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken
    ) =>
        CommandOutcome.OfAsync(
            parsed,
            async token =>
            {
                check?.Invoke(parsed);
                await using var admin = await OpenAdmin.OpenAsync(parsed, token);
                return await run(new AdminSession(parsed, admin), token);
            },
            cancellationToken
        );

    /// <summary>The answer of a command: as JSON when that was asked for, otherwise as text.</summary>
    public void Show<T>(T value, Action asText)
    {
        if (IsJson)
        {
            Output.WriteJson(value);
        }
        else
        {
            asText();
        }
    }

    /// <summary>The dead letters meant. That contents are searched is noted in the audit.</summary>
    public async Task<DeadLetterFilter> ReadFilterAsync(DeadLetterState state, CancellationToken cancellationToken)
    {
        var filter = FilterOptions.Read(parsed, state);
        await Admin.NoteSearchAsync(filter, Actor, cancellationToken);
        return filter;
    }

    /// <summary>A line, whole however long it is.</summary>
    public void Print(string line) => Output.WriteLine(line);

    /// <summary>Whether to go on: because it was said before, or somebody says so now.</summary>
    /// <exception cref="UsageException">Nobody said so, and there is nobody to ask: a script must not take that for done.</exception>
    public async Task<bool> MayGoOnAsync(string question, string otherwise, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(AdminOptions.Yes))
        {
            return true;
        }

        if (!CanAsk)
        {
            throw new UsageException($"{otherwise} There is nobody to ask without a terminal: add --yes to do it.");
        }

        if (await new ConfirmationPrompt(question) { DefaultValue = false }.ShowAsync(Console, cancellationToken))
        {
            return true;
        }

        Print(otherwise);
        return false;
    }
}
