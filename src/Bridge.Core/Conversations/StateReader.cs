using System.Text;
using Bridge.Core.Attribution;

namespace Bridge.Core.Conversations;

/// <summary>Reads a state. Whatever the bytes are it throws nothing: beyond their end everything is 0, and the state is none.</summary>
internal static class StateReader
{
    /// <returns>Null for what is no state of this format.</returns>
    public static ConversationState? Read(ReadOnlySpan<byte> bytes)
    {
        var input = new StateInput(bytes);
        if (input.Byte() != StateWriter.Version)
        {
            return null;
        }

        var parts = new StateParts();
        while (!input.IsAtEnd)
        {
            var name = (StatePart)input.Unsigned();
            var part = input.Part();
            parts.Read(name, ref part);
            input.HasFailed |= part.HasFailed;
        }

        return input.HasFailed ? null : parts.ToState();
    }

    private static ConversationParty ReadParty(ref StateInput part) =>
        new(part.Signed(), part.Text() ?? "", part.Text(), part.Text(), part.Text());

    /// <remarks>What a campaign is beside its name stands there only where it is anything; earlier versions wrote none of it.</remarks>
    private static Dated<Touch> ReadTouch(ref StateInput part)
    {
        var (at, type, id, click, name) = (part.Signed(), part.Text(), part.Text(), part.Text(), part.Text());
        var campaign = part.IsAtEnd
            ? Campaign.None with
            {
                Name = name,
            }
            : new Campaign(name, part.Text(), part.Text(), part.Text(), part.Text(), part.Text());
        return new(at, new Touch(type, id, click, campaign.OrNull()));
    }

    private static List<Dated<Touch>> ReadTouches(ref StateInput part)
    {
        var touches = new List<Dated<Touch>>();
        while (!part.IsAtEnd)
        {
            var one = part.Part();
            touches.Add(ReadTouch(ref one));
            part.HasFailed |= one.HasFailed;
        }

        return touches;
    }

    private static List<(int Number, Guid Id)> ReadForeignIds(ref StateInput part)
    {
        var ids = new List<(int Number, Guid Id)>();
        for (var left = part.Count(); left > 0 && !part.HasFailed; left--)
        {
            ids.Add((part.Count(), new Guid(part.Bytes(16))));
        }

        return ids;
    }

    /// <summary>What was read so far: a state is made of all parts at once, since it is read for each event.</summary>
    private ref struct StateParts()
    {
        private bool _isContactKnown;
        private int _lastNumber;
        private ConversationParty? _party;
        private Dated<string>? _chatName;
        private Dated<Touch>? _first;
        private IReadOnlyList<Dated<Touch>> _touches = [];
        private IReadOnlyList<(int Number, Guid Id)> _foreignIds = [];
        private EpisodeThread? _base;
        private List<LoggedFact>? _facts;

        public void Read(StatePart name, ref StateInput part)
        {
            switch (name)
            {
                case StatePart.Thread:
                    (_isContactKnown, _lastNumber) = (part.Unsigned() != 0, part.Count());
                    break;
                case StatePart.Party:
                    _party = ReadParty(ref part);
                    break;
                case StatePart.ChatName:
                    _chatName = new(part.Signed(), part.Text() ?? "");
                    break;
                case StatePart.FirstTouch:
                    _first = ReadTouch(ref part);
                    break;
                case StatePart.LastTouch:
                    _touches = [ReadTouch(ref part)];
                    break;
                case StatePart.Touches:
                    _touches = ReadTouches(ref part);
                    break;
                case StatePart.ForeignIds:
                    _foreignIds = ReadForeignIds(ref part);
                    break;
                case StatePart.Base:
                    _base = EpisodeCodec.Read(ref part);
                    break;
                case StatePart.Facts:
                    _facts = FactCodec.Read(ref part);
                    break;
            }
        }

        public readonly ConversationState ToState() =>
            new()
            {
                IsContactKnown = _isContactKnown,
                LastNumber = _lastNumber,
                Party = _party,
                ChatName = _chatName,
                First = _first,
                Touches = _touches,
                ForeignIds = _foreignIds,
                Base = _base ?? new(),
                Facts = _facts ?? [],
            };
    }
}

/// <summary>Bytes of a state from front to back.</summary>
internal ref struct StateInput(ReadOnlySpan<byte> bytes)
{
    private const int MostDigits = 9;

    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Whether something was asked for that is not there.</summary>
    public bool HasFailed { get; set; }

    public readonly bool IsAtEnd => _left.IsEmpty || HasFailed;

    public byte Byte() => Bytes(1)[0];

    /// <summary>So many bytes; zeros when there are not so many.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (count > _left.Length)
        {
            HasFailed = true;
            _left = default;
            return new byte[Math.Min(count, 16)];
        }

        var taken = _left[..count];
        _left = _left[count..];
        return taken;
    }

    public ulong Unsigned()
    {
        if (!_left.IsEmpty && _left[0] < 0x80)
        {
            var digit = _left[0];
            _left = _left[1..];
            return digit;
        }

        return ManyDigits();
    }

    private ulong ManyDigits()
    {
        ulong value = 0;
        for (var at = 0; at < _left.Length && at < MostDigits; at++)
        {
            value |= (ulong)(_left[at] & 0x7F) << (7 * at);
            if (_left[at] < 0x80)
            {
                _left = _left[(at + 1)..];
                return value;
            }
        }

        HasFailed = true;
        _left = default;
        return 0;
    }

    public long Signed() => Unsigned() is var value && (value & 1) == 0 ? (long)(value >> 1) : ~(long)(value >> 1);

    public long? Maybe() => Unsigned() == 0 ? null : Signed();

    /// <summary>A number that counts something.</summary>
    public int Count()
    {
        var value = Unsigned();
        HasFailed |= value > int.MaxValue;
        return HasFailed ? 0 : (int)value;
    }

    public string? Text()
    {
        var length = Count();
        if (length > _left.Length)
        {
            HasFailed = true;
            return null;
        }

        return length == 0 ? null : Encoding.UTF8.GetString(Bytes(length));
    }

    /// <summary>All that is left.</summary>
    public readonly ReadOnlySpan<byte> Rest => _left;

    /// <summary>What belongs to one part, apart.</summary>
    public StateInput Part()
    {
        var length = Count();
        HasFailed |= length > _left.Length;
        return new StateInput(HasFailed ? default : Bytes(length));
    }
}
