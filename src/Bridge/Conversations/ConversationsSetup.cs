namespace Bridge.Conversations;

/// <summary>Registers what becomes of conversations.</summary>
internal static class ConversationsSetup
{
    /// <summary>Adds their rules and their reducer.</summary>
    public static WebApplicationBuilder AddConversations(this WebApplicationBuilder builder)
    {
        builder.AddConversationSettings();
        builder.Services.AddSingleton<ConversationReducer>();
        return builder;
    }
}
