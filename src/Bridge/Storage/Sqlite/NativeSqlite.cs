using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Bridge.Storage;

/// <summary>The operating system's own SQLite, so that its security patches are the system's.</summary>
internal static class NativeSqlite
{
    /// <summary>3.35.0, the first with <c>RETURNING</c>.</summary>
    private const int OldestVersion = 3_035_000;

    private static readonly Lazy<nint> Library = new(LoadOnce);

    /// <summary>Makes SQLite usable; any number of calls.</summary>
    /// <exception cref="StorageException">The library is missing or too old.</exception>
    public static void Load() => _ = Library.Value;

    internal static nint Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                return library;
            }
        }

        throw new StorageException(
            "SQLite is missing on this machine; install it with \"apt-get install libsqlite3-0\", \"apk add sqlite-libs\" or \"dnf install sqlite-libs\".");
    }

    private static nint LoadOnce()
    {
        var library = Find(Names());
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        RefuseOldVersion();
        return library;

        nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) => name == "e_sqlite3" ? library : nint.Zero;
    }

    private static string[] Names() =>
        OperatingSystem.IsWindows() ? ["winsqlite3.dll"]
        : OperatingSystem.IsMacOS() ? ["libsqlite3.dylib", "/usr/lib/libsqlite3.dylib"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    private static void RefuseOldVersion()
    {
        if (raw.sqlite3_libversion_number() < OldestVersion)
        {
            throw new StorageException($"SQLite {raw.sqlite3_libversion().utf8_to_string()} is too old; Bridge needs 3.35 or later.");
        }
    }
}
