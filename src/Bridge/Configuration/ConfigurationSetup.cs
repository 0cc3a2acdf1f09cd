using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Bridge.Configuration;

internal static partial class ConfigurationSetup
{
    private const string DefaultUrls = "http://localhost:8080";

    /// <summary>An empty process with its settings.</summary>
    /// <param name="overrides">What wins over files and environment.</param>
    /// <exception cref="StartupException">A settings file cannot be read.</exception>
    public static WebApplicationBuilder CreateBuilder(IEnumerable<KeyValuePair<string, string?>> overrides)
    {
        try
        {
            return CreateUnwatched().AddConfiguration(overrides);
        }
        catch (InvalidDataException exception)
        {
            throw new StartupException([Sentence(exception)], exitCode: 2);
        }
    }

    /// <remarks>
    /// Settings files are read at start. The framework would watch them by watching all that lies in the program's folder, whatever is
    /// written there, stores included.
    /// </remarks>
    private static WebApplicationBuilder CreateUnwatched()
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, Args = ["--hostBuilder:reloadConfigOnChange=false"] }
        );
        foreach (var source in builder.Configuration.Sources.OfType<CommandLineConfigurationSource>().ToList())
        {
            builder.Configuration.Sources.Remove(source);
        }

        return builder;
    }

    /// <summary>The reader's two sentences, one about the file and one about the place in it, as one.</summary>
    private static string Sentence(InvalidDataException exception) =>
        SettingsFile().Match(exception.Message) is { Success: true } file && exception.GetBaseException() is JsonException json
            ? $"The settings file {file.Value} is not JSON: "
                + $"line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}. Correct it there."
            : exception.Message;

    /// <summary>
    /// Where settings come from, the later winning: the defaults, <c>appsettings.json</c> beside the executable, the same file in the
    /// working directory, short environment variables, long ones, <paramref name="overrides"/>. What reads <c>file:/path</c> is then read
    /// from that file.
    /// </summary>
    private static WebApplicationBuilder AddConfiguration(
        this WebApplicationBuilder builder,
        IEnumerable<KeyValuePair<string, string?>> overrides
    )
    {
        var sources = builder.Configuration.Sources;
        var environment = sources.Last(source => source is EnvironmentVariablesConfigurationSource { Prefix: null or "" });
        var beneath = new ConfigurationBuilder();
        if (
            !string.Equals(
                Environment.CurrentDirectory,
                Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory),
                StringComparison.Ordinal
            )
        )
        {
            beneath.AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        }

        beneath.AddInMemoryCollection(ShortNames.ReadAll(Environment.GetEnvironmentVariable));
        foreach (var source in beneath.Sources)
        {
            sources.Insert(sources.IndexOf(environment), source);
        }

        builder.Configuration.AddInMemoryCollection(overrides);
        AddDefaultUrls(builder.Configuration);
        return builder.AddSettingFiles().AddHosting();
    }

    /// <summary>Everything that is wrong with the settings, all at once and before anything starts.</summary>
    /// <exception cref="StartupException">Something is.</exception>
    public static WebApplication RequireSoundSettings(this WebApplication app)
    {
        var unread = app.Services.GetService<SettingsCatalogue>() is { } catalogue
            ? SettingsCheck.FindProblems((IConfigurationRoot)app.Configuration, catalogue)
            : [];
        var files = app.Services.GetRequiredService<SettingFiles>().Problems.Values;
        var problems = files.Concat(unread).Concat(FindProblems(app.Services)).Distinct().ToList();
        if (problems.Count > 0)
        {
            throw new StartupException(problems, exitCode: 2);
        }

        LimitShutdown(app.Services);
        return app;
    }

    /// <summary>Here and not while the host's options are made: that happens before these settings are validated.</summary>
    private static void LimitShutdown(IServiceProvider services)
    {
        var hosting = services.GetRequiredService<IOptions<HostingOptions>>().Value;
        services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout = TimeSpan.FromSeconds(
            hosting.ShutdownSeconds + hosting.ShutdownDelaySeconds
        );
    }

    private static IEnumerable<string> FindProblems(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException exception)
        {
            return exception.Failures;
        }
        catch (AggregateException exception)
        {
            return exception.Flatten().InnerExceptions.Cast<OptionsValidationException>().SelectMany(inner => inner.Failures);
        }
        catch (InvalidOperationException exception)
        {
            return [exception.Message]; // the binder's: which key holds a value of the wrong kind
        }
    }

    /// <summary>Only where nothing else says it: container images set <c>HTTP_PORTS</c>, which an address here would override.</summary>
    private static void AddDefaultUrls(ConfigurationManager configuration)
    {
        string[] others = ["urls", "http_ports", "https_ports"];
        if (others.All(key => string.IsNullOrEmpty(configuration[key])) && !configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            configuration.AddInMemoryCollection([new("urls", DefaultUrls)]);
        }
    }

    private static WebApplicationBuilder AddSettingFiles(this WebApplicationBuilder builder)
    {
        var files = new SettingFiles(builder.Configuration);
        ((IConfigurationBuilder)builder.Configuration).Add(files);
        builder.AddSettings<SettingFilesOptions>("SettingFiles");
        builder.Services.AddSingleton(files).AddHostedService<SettingFilesWatch>();
        return builder;
    }

    private static WebApplicationBuilder AddHosting(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.AddSettings<HostingOptions>("").Configure(options => options.Complete(builder.Configuration));
        builder.Services.TryAddSingleton(TimeProvider.System);
        return builder;
    }

    [GeneratedRegex(@"(?<=')[^']+(?=')", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingsFile();
}
