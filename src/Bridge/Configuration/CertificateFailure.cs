using System.Security.Cryptography;

namespace Bridge.Configuration;

/// <summary>Why a server cannot use the certificate that settings name, as a sentence for whoever named it.</summary>
internal static class CertificateFailure
{
    /// <param name="failure">What starting the server threw.</param>
    /// <returns>Null when no certificate is named, or when it is about something else.</returns>
    public static string? Explain(Exception failure, IConfiguration configuration)
    {
        var files = FilesOf(configuration).ToList();
        return files.Exists(file => IsAbout(failure, file.Path))
            ? $"Bridge cannot serve https: {failure.Message.TrimEnd('.')}. It needs a certificate with its key: one .pfx file and its "
                + "Password, or two PEM files as Path and KeyPath, which its user may read. Named are "
                + $"{string.Join(" and ", files.Select(file => $"{file.Path} by {Settings.Describe(file.Setting)}"))}."
            : null;
    }

    private static bool IsAbout(Exception failure, string path) =>
        failure switch
        {
            CryptographicException => true,
            NotSupportedException { Source: "System.Net.Security" } => true, // a certificate without a key
            InvalidOperationException { Source: ListenFailure.Server } => true,
            IOException or UnauthorizedAccessException => failure.Message.Contains(path, StringComparison.Ordinal),
            _ => false,
        };

    private static IEnumerable<(string Setting, string Path)> FilesOf(IConfiguration configuration) =>
        from setting in configuration.GetSection("Kestrel").AsEnumerable()
        where
            setting.Key.EndsWith(":Path", StringComparison.OrdinalIgnoreCase)
            || setting.Key.EndsWith(":KeyPath", StringComparison.OrdinalIgnoreCase)
        where !string.IsNullOrEmpty(setting.Value)
        orderby setting.Key.Length
        select (setting.Key, setting.Value);
}
