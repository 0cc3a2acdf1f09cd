using Bridge.Core.Conversations;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Conversations;

/// <summary>Registers what becomes of conversations.</summary>
internal static class ConversationsSetup
{
    /// <summary>Adds their reducer.</summary>
    public static WebApplicationBuilder AddConversations(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(
            ConversationSettings.Default with
            {
                CountFrom = builder.Configuration.GetValue<DateTimeOffset?>("Contacts:CountFrom"),
            }
        );
        builder.Services.AddSingleton<ConversationReducer>();
        return builder;
    }
}
