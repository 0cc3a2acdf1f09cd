using Bridge.Configuration;
using Bridge.DeadLetters.Replays;
using Bridge.Identity;
using Bridge.Intake;
using Bridge.Storage;
using Bridge.Translation;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.DeadLetters;

/// <summary>Registers the administration of dead letters.</summary>
internal static class DeadLettersSetup
{
    /// <summary>Adds the administration, and to a process that forwards what carries its replays out; needs <c>AddStorage</c>.</summary>
    public static WebApplicationBuilder AddDeadLetters(this WebApplicationBuilder builder, Role role)
    {
        builder.AddTranslation();
        builder.AddSettings<DeadLettersOptions>(DeadLettersOptions.Section);
        builder.AddSettings<IdentityOptions>(IdentityOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<PendingErasures>();
        builder
            .Services.AddSingleton<Retranslator>()
            .AddSingleton<ReplayForecaster>()
            .AddSingleton<ReplayPlanner>()
            .AddSingleton<BriefSteps>()
            .AddSingleton<DeadLetterMoves>()
            .AddSingleton(ErasureNotice.Of(role, StoreProvider.Of(builder.Configuration)))
            .AddSingleton<PersonErasure>()
            .AddSingleton<PersonIdentity>()
            .AddSingleton<PersonSearch>()
            .AddSingleton<PersonMentions>()
            .AddSingleton<ReplaySignal>()
            .AddSingleton<DeadLetterAdmin>()
            .AddSingleton<IDeadLetterAdmin>(services => services.GetRequiredService<DeadLetterAdmin>());
        return role.HasFlag(Role.Forward) ? builder.AddReplays() : builder;
    }

    private static WebApplicationBuilder AddReplays(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<ReplayIntake>()
            .AddSingleton<ReplayRun>()
            .AddHostedService<ReplayWorker>()
            .AddHostedService<DeadLetterRetention>()
            .AddHostedService<SecondLook>();
        return builder;
    }
}
