using System.Buffers;
using System.Text;
using Bridge.Core.Attribution;

namespace Bridge.Core.Conversations;

/// <summary>The parts of a state as they are stored; a number is never used for something else.</summary>
internal enum StatePart : byte
{
    Thread = 1,
    Party = 2,
    ChatName = 3,
    FirstTouch = 4,

    /// <summary>Of versions that remembered no other than the first and this one.</summary>
    LastTouch = 5,
    ForeignIds = 6,
    Base = 7,
    Facts = 8,
    Touches = 9,
}

/// <summary>
/// A state as bytes: the format's version, then parts, each with its number and length, so that readers pass over those they do not know.
/// Numbers are LEB128, signed ones zigzag before; texts are UTF-8 after their length, absent ones of length 0.
/// </summary>
internal static class StateWriter
{
    public const byte Version = 1;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _output;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _part;

    public static byte[] Write(ConversationState state)
    {
        var output = _output ??= new ArrayBufferWriter<byte>(1024);
        var part = _part ??= new ArrayBufferWriter<byte>(512);
        output.ResetWrittenCount();
        output.Write([Version]);
        Add(output, StatePart.Thread, state, part, WriteThread);
        Add(output, StatePart.Party, state.Party, part, WriteParty);
        Add(output, StatePart.ChatName, state.ChatName, part, (to, name) => to.Signed(name.At).Text(name.Value));
        Add(output, StatePart.FirstTouch, state.First, part, WriteTouch);
        Add(output, StatePart.Touches, state.Touches.Count > 0 ? state.Touches : null, part, WriteTouches);
        Add(output, StatePart.ForeignIds, state.ForeignIds.Count > 0 ? state.ForeignIds : null, part, WriteForeignIds);
        Add(output, StatePart.Base, state.Base.IsEmpty ? null : state.Base, part, EpisodeCodec.Write);
        Add(output, StatePart.Facts, state.Facts.Count > 0 ? state.Facts : null, part, FactCodec.Write);
        return output.WrittenSpan.ToArray();
    }

    /// <param name="part">Where each part is written first, since its length comes before it.</param>
    private static void Add<T>(
        ArrayBufferWriter<byte> output,
        StatePart name,
        T? value,
        ArrayBufferWriter<byte> part,
        Action<ArrayBufferWriter<byte>, T> write
    )
        where T : class
    {
        if (value is not null)
        {
            part.ResetWrittenCount();
            write(part, value);
            output.Unsigned((byte)name).Unsigned((ulong)part.WrittenCount).Write(part.WrittenSpan);
        }
    }

    private static void WriteThread(ArrayBufferWriter<byte> part, ConversationState state) =>
        part.Unsigned(state.IsContactKnown ? 1u : 0u).Unsigned((ulong)state.LastNumber);

    private static void WriteParty(ArrayBufferWriter<byte> part, ConversationParty party) =>
        part.Signed(party.At).Text(party.UserId).Text(party.Account).Text(party.Number).Text(party.ChatId);

    private static void WriteTouch(ArrayBufferWriter<byte> part, Dated<Touch> touch)
    {
        var (value, campaign) = (touch.Value, touch.Value.Campaign ?? Campaign.None);
        part.Signed(touch.At).Text(value.Type).Text(value.Id).Text(value.ClickId).Text(campaign.Name);
        if (campaign != Campaign.None with { Name = campaign.Name })
        {
            part.Text(campaign.Source).Text(campaign.Medium).Text(campaign.Term).Text(campaign.Content).Text(campaign.Id);
        }
    }

    /// <summary>Each with its length before it.</summary>
    private static void WriteTouches(ArrayBufferWriter<byte> part, IReadOnlyList<Dated<Touch>> touches)
    {
        var one = new ArrayBufferWriter<byte>(256);
        foreach (var touch in touches)
        {
            one.ResetWrittenCount();
            WriteTouch(one, touch);
            part.Unsigned((ulong)one.WrittenCount).Write(one.WrittenSpan);
        }
    }

    private static void WriteForeignIds(ArrayBufferWriter<byte> part, IReadOnlyList<(int Number, Guid Id)> ids)
    {
        part.Unsigned((ulong)ids.Count);
        foreach (var (number, id) in ids)
        {
            part.Unsigned((ulong)number).Write(id.ToByteArray());
        }
    }
}

/// <summary>How numbers and texts are written.</summary>
internal static class StateBytes
{
    public static ArrayBufferWriter<byte> Unsigned(this ArrayBufferWriter<byte> output, ulong value)
    {
        var bytes = output.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
        {
            bytes[length++] = (byte)(value | 0x80);
        }

        bytes[length++] = (byte)value;
        output.Advance(length);
        return output;
    }

    public static ArrayBufferWriter<byte> Signed(this ArrayBufferWriter<byte> output, long value) =>
        output.Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Absent is 0, else one more than the number.</summary>
    public static ArrayBufferWriter<byte> Maybe(this ArrayBufferWriter<byte> output, long? value) =>
        value is { } number ? output.Unsigned(1).Signed(number) : output.Unsigned(0);

    public static ArrayBufferWriter<byte> Text(this ArrayBufferWriter<byte> output, string? text)
    {
        var length = Encoding.UTF8.GetByteCount(text ?? "");
        output.Unsigned((ulong)length);
        Encoding.UTF8.GetBytes(text ?? "", output.GetSpan(length));
        output.Advance(length);
        return output;
    }
}
