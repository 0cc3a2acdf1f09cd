using Bridge.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bridge.Identity;

/// <summary>Registers whom events are about.</summary>
internal static class IdentitySetup
{
    /// <summary>Adds the memory of people's ids and the choice of the one that leaves; needs <c>AddStorage</c>.</summary>
    public static WebApplicationBuilder AddIdentity(this WebApplicationBuilder builder)
    {
        builder.AddSettings<IdentityOptions>(IdentityOptions.Section);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<PeopleCache>();
        builder.Services.AddSingleton<UserIdChoice>();
        builder.Services.AddSingleton<NumberAccounts>();
        builder.Services.AddSingleton<Identification>();
        return builder;
    }
}
