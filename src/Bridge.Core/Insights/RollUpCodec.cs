using System.Buffers;
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
            Read(ref input, table, null, int.MaxValue);
            rollUp.Put(key, table);
        }

        return input.HasFailed ? throw Unreadable() : rollUp;
    }

    /// <summary>Adds figures to others.</summary>
    /// <param name="wanted">Which cells; all of them when null.</param>
    /// <exception cref="FormatException">These are no figures that this version wrote.</exception>
    public static void ReadInto(CellTable table, ReadOnlySpan<byte> bytes, int mostSeries, Predicate<Slice>? wanted = null)
    {
        var input = Open(bytes);
        Read(ref input, table, wanted, mostSeries);
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

    private static void Read(ref StateInput input, CellTable table, Predicate<Slice>? wanted, int mostSeries)
    {
        for (var left = input.Count(); left > 0 && !input.HasFailed; left--)
        {
            var (slice, channel, value) = ((Slice)input.Unsigned(), input.Text() ?? "", input.Text() ?? "");
            var part = input.Part();
            if (wanted?.Invoke(slice) != false)
            {
                CellCodec.ReadInto(table.CellOf(new CellKey(channel, slice, value), mostSeries), ref part);
                input.HasFailed |= part.HasFailed;
            }
        }
    }
}
