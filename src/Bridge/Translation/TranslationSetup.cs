using Bridge.Configuration;
using Bridge.Core.Translation;
using Bridge.Receiving;
using Microsoft.Extensions.Options;

namespace Bridge.Translation;

/// <summary>Registers what an operator allows to leave Bridge, as the translator asks for it.</summary>
internal static class TranslationSetup
{
    private static readonly string[] Keys =
    [
        nameof(ChannelOptions.Channels),
        $"{HandoffOptions.Section}:{nameof(HandoffOptions.HandoffTriggers)}",
        $"{TextPatternOptions.Section}:{nameof(TextPatternOptions.TextPatterns)}",
        $"Privacy:{nameof(PrivacyOptions.IncludeMessageText)}",
        $"Privacy:{nameof(PrivacyOptions.IncludeContactName)}",
        $"Privacy:{nameof(PrivacyOptions.FlowAnswers)}",
        $"Backfill:{nameof(BackfillOptions.History)}",
    ];

    private static readonly string[] KeysOfNumber = [nameof(HandoffOptions.HandoffTriggers), nameof(TextPatternOptions.TextPatterns)];

    /// <summary>What is set of all that translating reads.</summary>
    public static IEnumerable<string> FindSet(IConfiguration settings) =>
        settings
            .GetSection("Sources")
            .GetChildren()
            .SelectMany(number => KeysOfNumber.Select(key => $"{number.Path}:{key}"))
            .Concat(Keys)
            .Where(key => settings.GetSection(key).Exists())
            .Order(StringComparer.Ordinal);

    /// <summary>Adds <see cref="TranslationOptions"/> to whoever translates; once, however often it is called.</summary>
    public static WebApplicationBuilder AddTranslation(this WebApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(TranslationOptions)))
        {
            return builder;
        }

        builder.AddSettings<ReceivingOptions>("Receiving");
        builder
            .AddSettings<PrivacyOptions>("Privacy")
            .PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.AddSettings<BackfillOptions>("Backfill");
        builder
            .AddSettings<HandoffOptions>(HandoffOptions.Section)
            .PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder
            .AddSettings<TextPatternOptions>(TextPatternOptions.Section)
            .PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.AddSettings<ChannelOptions>("").PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.Services.AddSingleton(Options);
        return builder;
    }

    private static TranslationOptions Options(IServiceProvider services)
    {
        var privacy = services.GetRequiredService<IOptions<PrivacyOptions>>().Value;
        return new(
            privacy.IncludeMessageText,
            privacy.FlowAnswers.ToHashSet(),
            services.GetRequiredService<IOptions<BackfillOptions>>().Value.History
        )
        {
            IncludeContactName = privacy.IncludeContactName,
            HandoffTriggers = services.GetRequiredService<IOptions<HandoffOptions>>().Value.ToTriggers(),
            TextPatterns = services.GetRequiredService<IOptions<TextPatternOptions>>().Value.ToPatterns(),
            MaxItems = services.GetRequiredService<IOptions<ReceivingOptions>>().Value.MaxItems,
            Channels = services.GetRequiredService<IOptions<ChannelOptions>>().Value.Channels.ToHashSet(),
        };
    }
}
