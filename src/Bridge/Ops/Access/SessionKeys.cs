using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace Bridge.Ops.Access;

/// <summary>
/// The one key that protects cookies and forms: made of <see cref="OpsOptions.SessionSecret"/>, or random. Nothing is written to a disk,
/// and it never expires: a new secret is a new key.
/// </summary>
/// <remarks>
/// Not made of the users' key hashes: whoever reads those could then write cookies, and hashing the keys would be for nothing.
/// </remarks>
internal sealed class SessionKeys(IOptions<OpsOptions> options, IOptions<KeyManagementOptions> management) : IKeyManager
{
    private const int MasterKeyBytes = 64;
    private const int IdBytes = 16;
    private readonly OnlyKey _key = Create(options.Value.SessionSecret, management.Value);

    public IReadOnlyCollection<IKey> GetAllKeys() => [_key];

    public CancellationToken GetCacheExpirationToken() => CancellationToken.None;

    public IKey CreateNewKey(DateTimeOffset activationDate, DateTimeOffset expirationDate) =>
        throw new NotSupportedException("There is one key.");

    public void RevokeAllKeys(DateTimeOffset revocationDate, string? reason = null) => throw new NotSupportedException("There is one key.");

    public void RevokeKey(Guid keyId, string? reason = null) => throw new NotSupportedException("There is one key.");

    private static OnlyKey Create(string? secret, KeyManagementOptions management)
    {
        var material = secret is null ? RandomNumberGenerator.GetBytes(MasterKeyBytes) : Encoding.UTF8.GetBytes(secret);
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA512, material, MasterKeyBytes + IdBytes, info: "bridge ops sessions"u8.ToArray());
        var algorithms = new AuthenticatedEncryptorConfiguration { EncryptionAlgorithm = EncryptionAlgorithm.AES_256_GCM };
        var masterKey = new Secret(derived.AsSpan(0, MasterKeyBytes).ToArray());
        return new(
            new Guid(derived.AsSpan(MasterKeyBytes)),
            new AuthenticatedEncryptorDescriptor(algorithms, masterKey),
            management.AuthenticatedEncryptorFactories
        );
    }

    private sealed class OnlyKey(Guid id, IAuthenticatedEncryptorDescriptor descriptor, IList<IAuthenticatedEncryptorFactory> factories)
        : IKey
    {
        public Guid KeyId => id;

        public DateTimeOffset CreationDate => DateTimeOffset.UnixEpoch;

        public DateTimeOffset ActivationDate => DateTimeOffset.UnixEpoch;

        public DateTimeOffset ExpirationDate => DateTimeOffset.MaxValue;

        public bool IsRevoked => false;

        public IAuthenticatedEncryptorDescriptor Descriptor => descriptor;

        public IAuthenticatedEncryptor? CreateEncryptor() =>
            factories.Select(factory => factory.CreateEncryptorInstance(this)).FirstOrDefault(made => made is not null);
    }
}
