using Bridge.Core.Insights;
using Bridge.Insights;
using Bridge.Storage;
using Microsoft.Extensions.Options;

namespace Bridge.Intake;

/// <summary>What stored items add to the figures of their hours: all that repeat nothing, whether they leave or not.</summary>
internal sealed class ItemCount(IOptions<InsightsOptions> options)
{
    private readonly bool _isOn = options.Value.Enabled;

    /// <returns>Empty for nothing.</returns>
    public ReadOnlyMemory<byte> Of(IReadOnlyList<IntakeItem> items)
    {
        var rollUp = new RollUp();
        foreach (var item in _isOn ? items : [])
        {
            if (item is { Kind: IntakeKind.Event, IsRepeat: false, Name: { } name })
            {
                rollUp.Count(new CountedEvent(name, item.Source, item.About, item.Payload, item.Mark));
            }
        }

        return rollUp.IsEmpty ? default : RollUpCodec.Write(rollUp);
    }
}
