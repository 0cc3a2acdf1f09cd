using System.Buffers;
using System.Runtime.InteropServices;
using Bridge.Core.Conversations;

namespace Bridge.Core.Insights;

/// <summary>Figures as bytes: what is zero takes no room, and whole cells may be passed over.</summary>
public static class RollUpCodec
{
    private const byte Version = 1;

    public static byte[] Write(RollUp rollUp)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        output.Unsigned(Version).Unsigned((ulong)rollUp.Hours.Count);
        foreach (var (key, table) in rollUp.Hours)
        {
            output.Signed(key.Hour).Text(key.Number);
            Write(output, table);
        }

        return output.WrittenSpan.ToArray();
    }

    public static byte[] Write(CellTable table)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Write(output.Unsigned(Version), table);
        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="FormatException">These are no figures that this version wrote.</exception>
    public static RollUp ReadRollUp(ReadOnlySpan<byte> bytes)
    {
        var input = Open(bytes);
        var rollUp = new RollUp();
        for (var left = input.Count(); left > 0 && !input.HasFailed; left--)
        {
            var key = new HourKey(input.Signed(), input.Text() ?? "");
            var table = new CellTable();
            Read(ref input, new CellTarget(table));
            rollUp.Put(key, table);
        }

        return input.HasFailed ? throw Unreadable() : rollUp;
    }

    /// <summary>Adds figures to others: to each of the targets what it wants.</summary>
    /// <exception cref="FormatException">These are no figures that this version wrote.</exception>
    public static void ReadInto(ReadOnlySpan<byte> bytes, params ReadOnlySpan<CellTarget> targets)
    {
        var input = Open(bytes);
        Read(ref input, targets);
        if (input.HasFailed)
        {
            throw Unreadable();
        }
    }

    private static StateInput Open(ReadOnlySpan<byte> bytes)
    {
        var input = new StateInput(bytes);
        return input.Unsigned() == Version ? input : throw Unreadable();
    }

    private static FormatException Unreadable() => new("The store holds figures that this version of Bridge cannot read.");

    private static void Write(ArrayBufferWriter<byte> output, CellTable table)
    {
        var part = new ArrayBufferWriter<byte>(256);
        output.Unsigned((ulong)table.Cells.Count);
        foreach (var (key, cell) in table.Cells)
        {
            part.ResetWrittenCount();
            CellCodec.Write(part, cell);
            output.Unsigned((byte)key.Slice).Text(key.Channel).Text(key.Value).Unsigned((ulong)part.WrittenCount).Write(part.WrittenSpan);
        }
    }

    private static void Read(ref StateInput input, params ReadOnlySpan<CellTarget> targets)
    {
        for (var left = input.Count(); left > 0 && !input.HasFailed; left--)
        {
            var slice = (Slice)input.Unsigned();
            var channel = input.Part();
            var value = input.Part();
            var part = input.Part();
            var key = default(CellKey?);
            foreach (var target in targets)
            {
                if (target.Wants(slice))
                {
                    var figures = part;
                    key ??= new CellKey(RepeatedText.Of(channel.Rest), slice, RepeatedText.Of(value.Rest));
                    CellCodec.ReadInto(target.Table.CellOf(key.Value), ref figures);
                    input.HasFailed |= figures.HasFailed;
                }
            }
        }
    }
}

/// <summary>Where figures are added.</summary>
/// <param name="Wanted">Which of them; all when null.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CellTarget(CellTable Table, Predicate<Slice>? Wanted = null)
{
    internal bool Wants(Slice slice) => Wanted?.Invoke(slice) != false;
}
