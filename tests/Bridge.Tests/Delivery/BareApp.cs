using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Delivery;

/// <summary>An application with nothing in it: no settings from the environment, no logging, no server that is ever started.</summary>
internal static class BareApp
{
    public static WebApplicationBuilder NewBuilder(params IEnumerable<(string Key, string? Value)> settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        var changeable = new ChangeableSettings(settings);
        ((IConfigurationBuilder)builder.Configuration).Add(changeable);
        builder.Services.AddSingleton(changeable);
        return builder;
    }

    /// <summary>Changes a setting while the application runs; null takes it out.</summary>
    public static void Reconfigure(this WebApplication app, string key, string? value) =>
        app.Services.GetRequiredService<ChangeableSettings>().Change(key, value);

    private sealed class ChangeableSettings : ConfigurationProvider, IConfigurationSource
    {
        /// <summary>Of several values for a key the last holds.</summary>
        public ChangeableSettings(IEnumerable<(string Key, string? Value)> settings)
        {
            foreach (var (key, value) in settings)
            {
                Data[key] = value;
            }
        }

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public void Change(string key, string? value)
        {
            Data.Remove(key);
            if (value is not null)
            {
                Data.Add(key, value);
            }

            OnReload();
        }
    }
}
