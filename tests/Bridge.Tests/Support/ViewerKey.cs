using Bridge.Ops.Access;

namespace Bridge.Support;

/// <summary>A user who may look at figures and at nothing that is somebody's, and the settings that let them.</summary>
internal static class ViewerKey
{
    private static readonly OpsKey Key = OpsKey.Create();

    public static string Text => Key.Text;

    public static (string Key, string? Value)[] Settings { get; } =
    [("Ops:Users:0:Name", "viewer"), ("Ops:Users:0:Role", "viewer"), ("Ops:Users:0:KeyHash", Key.Hash)];
}
