using Bridge.Core.Translation;

namespace Bridge.Receiving.Capture;

/// <summary>What this process knows of which events leave Bridge (<c>Events:Forward</c>), which intake decides.</summary>
/// <param name="forwarding">Null in a receiver that was not told: then it promises nothing.</param>
internal sealed class CaptureSelection(Forwarding? forwarding)
{
    public bool Leaves(string name) => forwarding?.Allows(name) ?? true;
}
