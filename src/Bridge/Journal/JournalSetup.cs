namespace Bridge.Journal;

/// <summary>Registers what tells people what became of events.</summary>
internal static class JournalSetup
{
    /// <summary>Needs <c>AddStorage</c> or <c>AddAdministration</c>, and <c>AddDeadLetters</c>.</summary>
    public static WebApplicationBuilder AddJournal(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<JournalFeed>().AddSingleton<IEventTracer, EventTracer>();
        return builder;
    }
}
