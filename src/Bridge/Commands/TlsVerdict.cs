using System.Net.Security;

namespace Bridge.Commands;

/// <summary>What a client found wrong with the certificate of whom it called, in words; as strict as any client is.</summary>
internal sealed class TlsVerdict
{
    public TlsVerdict(SocketsHttpHandler handler) =>
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, errors) =>
        {
            Problem = InWords(errors);
            return errors == SslPolicyErrors.None;
        };

    /// <summary>Null when there was no certificate to judge, or it is good.</summary>
    public string? Problem { get; private set; }

    private static string? InWords(SslPolicyErrors errors) =>
        errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? "it shows no certificate"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? "its certificate is for another name"
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? "its certificate has expired, or is of no authority that is trusted"
        : null;
}
