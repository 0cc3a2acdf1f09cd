using Bridge.Configuration;
using Bridge.Conversations;
using Bridge.Receiving;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.DeadLetters;

/// <summary>Registers the dead-letter desk.</summary>
internal static class DeskSetup
{
    /// <summary>Adds the desk, and to a process that forwards what carries its replays out; needs <c>AddStorage</c>.</summary>
    public static WebApplicationBuilder AddDeadLetters(this WebApplicationBuilder builder, Role role)
    {
        builder.AddTranslation();
        builder.AddSettings<DeadLettersOptions>(DeadLettersOptions.Section);
        builder.AddSettings<IdentityOptions>(IdentityOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddSingleton<Retranslator>()
            .AddSingleton<ReplayPlanner>()
            .AddSingleton<BriefSteps>()
            .AddSingleton<PersonErasure>()
            .AddSingleton<ReplaySignal>()
            .AddSingleton<DeadLetterDesk>()
            .AddSingleton<IDeadLetterDesk>(services => services.GetRequiredService<DeadLetterDesk>());
        return role.HasFlag(Role.Forward) ? builder.AddReplays() : builder;
    }

    private static WebApplicationBuilder AddReplays(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddSingleton<ReplayRun>()
            .AddHostedService<ReplayWorker>()
            .AddHostedService<LetterUpkeep>();
        return builder;
    }
}
