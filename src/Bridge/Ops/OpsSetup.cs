using Bridge.Configuration;
using Bridge.Insights;
using Bridge.Journal;
using Bridge.Ops.Access;
using Bridge.Ops.Api;
using Bridge.Ops.Overview;
using Bridge.Ops.Pages;
using Bridge.Telemetry;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Bridge.Ops;

internal static class OpsSetup
{
    public const string PagePath = "/ops";
    public const string ApiPath = "/api";
    public const string SignInPath = PagePath + "/sign-in";

    /// <summary>The cookie of the page, or the bearer key of the API: each counts at its own path alone.</summary>
    private const string Scheme = "ops";

    public const string CookieScheme = "ops-cookie";
    private const string BearerScheme = "ops-bearer";

    public static WebApplicationBuilder AddOps(this WebApplicationBuilder builder)
    {
        builder.AddSettings<OpsOptions>("Ops");
        builder
            .Services.AddSingleton<OpsUsers>()
            .AddSingleton<KeyAuthenticator>()
            .AddSingleton<OpenSessions>()
            .AddSingleton<OpsSession>()
            .AddRazorComponents();
        if (builder.Configuration.GetSection("Ops:Users").Exists())
        {
            builder.AddPrometheus();
        }

        return builder.AddAccess().AddOverview().AddJournal().AddInsightsQuery().AddDeadLetterApi();
    }

    /// <summary>The page at <c>/ops</c>, the API at <c>/api</c> and, with a key, <c>/metrics</c>; and who may come in.</summary>
    public static WebApplication MapOps(this WebApplication app)
    {
        // Not in a branch of their own: the host then adds both once more in front, for webhooks too, and answers strangers before the
        // headers are set.
        app.Use(next => context => OpsHeaders.AddAsync(context, next));
        app.UseAuthentication().UseAuthorization();
        PageRoutes.Map(app);
        app.MapDeadLetterApi();
        if (app.HasPrometheus())
        {
            app.MapPrometheusScrapingEndpoint(MetricsSetup.Path).RequireAuthorization(OpsPolicy.Viewer);
        }

        return app;
    }

    private static WebApplicationBuilder AddAccess(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddAuthentication()
            .AddPolicyScheme(
                Scheme,
                displayName: null,
                options => options.ForwardDefaultSelector = context => IsForPrograms(context.Request.Path) ? BearerScheme : CookieScheme
            )
            .AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerScheme, configureOptions: null)
            .AddCookie(CookieScheme, OpsSession.Configure);
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(OpsPolicy.Viewer, policy => Allow(policy, OpsRole.Viewer, OpsRole.Operator))
            .AddPolicy(OpsPolicy.Operator, policy => Allow(policy, OpsRole.Operator));
        builder.Services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "bridge-form";
            OpsSession.Protect(options.Cookie);
        });
        builder.Services.AddSingleton<IKeyManager, SessionKeys>();
        return builder;
    }

    private static bool IsForPrograms(PathString path) =>
        path.StartsWithSegments(ApiPath, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(MetricsSetup.Path, StringComparison.OrdinalIgnoreCase);

    private static void Allow(AuthorizationPolicyBuilder policy, params OpsRole[] roles) =>
        policy.AddAuthenticationSchemes(Scheme).RequireRole(roles.Select(role => role.ToString()));
}
