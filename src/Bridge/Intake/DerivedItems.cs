using System.Buffers;
using System.Text.Json;
using Bridge.Core.Events;
using Bridge.Core.Translation;
using Bridge.Identity;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>Makes items of events that follow from a conversation: chosen, renamed and sent as all others are.</summary>
internal sealed class DerivedItems(UserIdChoice choice, Forwarding forwarding, DestinationOf destinationOf)
{
    /// <param name="receivedAt">When it became true.</param>
    /// <param name="person">All ids of the person; null while only one was ever seen.</param>
    public IntakeItem Of(TrackEvent derived, DateTimeOffset receivedAt, KnownPerson? person)
    {
        var about = derived.Subject;
        var source = derived.Source;
        var item = new IntakeItem(
            IntakeKind.Event,
            derived.Id,
            derived.Name,
            destinationOf(source),
            source is null ? null : StoredText.Key(source),
            null,
            Write(derived),
            receivedAt
        )
        {
            IsDerived = true,
            IsInferred = true,
            IsForwarded = forwarding.Allows(derived.Name),
            About = about,
            Mark = derived.Mark,
        };
        return item.IsForwarded ? choice.Apply(item, EventIdentity.Of(about), person) : item;
    }

    private static ReadOnlyMemory<byte> Write(TrackEvent derived)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(output, TrackEvent.WriterOptions))
        {
            derived.WriteTo(writer);
        }

        return output.WrittenMemory;
    }
}
