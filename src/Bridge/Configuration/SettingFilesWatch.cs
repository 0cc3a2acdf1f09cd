using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Bridge.Configuration;

/// <summary>How files named by settings are watched: section <c>SettingFiles</c>.</summary>
internal sealed class SettingFilesOptions
{
    /// <summary>How often the files behind <c>file:/path</c> settings are read again, in seconds. 5 unless set; 1 to 3600.</summary>
    [Range(1, 3600)]
    public int PollSeconds { get; init; } = 5;
}

/// <summary>
/// Reads the files behind settings again and again. Polled, because a file system does not tell when a mounted secret is swapped.
/// </summary>
internal sealed partial class SettingFilesWatch(
    SettingFiles files,
    IOptions<SettingFilesOptions> options,
    TimeProvider time,
    ILogger<SettingFilesWatch> logger
) : BackgroundService
{
    private string[] _told = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.PollSeconds), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Refresh();
                TellWhatIsMissing();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    private void Refresh()
    {
        try
        {
            if (files.Refresh())
            {
                Changed();
            }
        }
        catch (AggregateException exception) when (exception.Flatten().InnerExceptions.All(inner => inner is OptionsValidationException))
        {
            // Whoever listens validates what it hears; those who object keep what they had.
            Refused(
                string.Join(" ", exception.Flatten().InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures))
            );
        }
    }

    /// <summary>Once for each setting, until its file is there again. None of the sentences holds a value.</summary>
    private void TellWhatIsMissing()
    {
        var problems = files.Problems;
        foreach (var problem in problems.Where(problem => !_told.Contains(problem.Key)))
        {
            Missing(problem.Value);
        }

        foreach (var key in _told.Where(key => !problems.ContainsKey(key)))
        {
            ThereAgain(key, files.PathOf(key));
        }

        _told = [.. problems.Keys];
    }

    [LoggerMessage(LogLevel.Warning, "{Problem} Until then the last text it had stays in use")]
    private partial void Missing(string problem);

    [LoggerMessage(LogLevel.Information, "{Setting} is read from {Path} again")]
    private partial void ThereAgain(string setting, string path);

    [LoggerMessage(LogLevel.Information, "A file behind a setting changed; its new text is in use")]
    private partial void Changed();

    [LoggerMessage(LogLevel.Error, "A file behind a setting changed to something unusable; the previous text stays in use. {Problems}")]
    private partial void Refused(string problems);
}
