using Bridge.Configuration;
using Bridge.Core.Conversations;
using Microsoft.Extensions.Options;

namespace Bridge.Conversations;

/// <summary>Registers the rules of conversations.</summary>
internal static class ConversationSettingsSetup
{
    /// <summary>Adds <see cref="ConversationSettings"/>, validated at start.</summary>
    public static WebApplicationBuilder AddConversationSettings(this WebApplicationBuilder builder)
    {
        builder
            .AddSettings<ConversationOptions>(ConversationOptions.Section)
            .PostConfigure<IConfiguration>((options, configuration) => options.Complete(configuration));
        builder.AddSettings<ContactOptions>(ContactOptions.Section);
        builder.Services.AddSingleton(services =>
            services
                .GetRequiredService<IOptions<ConversationOptions>>()
                .Value.ToSettings(services.GetRequiredService<IOptions<ContactOptions>>().Value.CountFromTime)
        );
        return builder;
    }
}
