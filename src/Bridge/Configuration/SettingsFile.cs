using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace Bridge.Configuration;

/// <summary>An <c>appsettings.json</c> that was read.</summary>
internal static class SettingsFile
{
    public static string PathOf(JsonConfigurationProvider json) =>
        json.Source.FileProvider is PhysicalFileProvider { Root: var root } ? Path.Combine(root, json.Source.Path!) : json.Source.Path!;
}
