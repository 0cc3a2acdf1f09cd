namespace Bridge.Configuration;

/// <summary>A setting that is never printed: nobody but Bridge and whoever set it may know it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : Attribute
{
    /// <summary>Whether the secret is only a part of it: the password in an address.</summary>
    public bool IsWithin { get; init; }
}
