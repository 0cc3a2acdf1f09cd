using System.Buffers;
using Bridge.Core.Conversations;

namespace Bridge.Core.Insights;

/// <summary>The figures of one cell as bytes: counts, how they are made up, durations; each list with its length before it.</summary>
internal static class CellCodec
{
    public static void Write(ArrayBufferWriter<byte> output, Cell cell)
    {
        var counts = Enum.GetValues<Measure>().Where(measure => cell[measure] != 0).ToList();
        output.Unsigned((ulong)counts.Count);
        counts.ForEach(measure => output.Unsigned((byte)measure).Signed(cell[measure]));

        var labels = cell.Labels.ToList();
        output.Unsigned((ulong)labels.Count);
        labels.ForEach(one => output.Unsigned((byte)one.Measure).Text(one.Label).Signed(one.Count));

        var durations = Enum.GetValues<Duration>().Where(duration => cell.Of(duration) is not null).ToList();
        output.Unsigned((ulong)durations.Count);
        durations.ForEach(duration => Write(output.Unsigned((byte)duration), cell.Of(duration)!));
    }

    /// <remarks>What a later version counts is passed over.</remarks>
    public static void ReadInto(Cell cell, ref StateInput input)
    {
        for (var left = input.Count(); left > 0 && !input.HasFailed; left--)
        {
            var (measure, count) = ((Measure)input.Unsigned(), input.Signed());
            if (measure <= Measure.Conversions)
            {
                cell.Add(measure, count);
            }
        }

        for (var left = input.Count(); left > 0 && !input.HasFailed; left--)
        {
            var measure = (Measure)input.Unsigned();
            var label = input.Part();
            cell.AddLabel(measure, RepeatedText.Of(label.Rest), input.Signed());
        }

        for (var left = input.Count(); left > 0 && !input.HasFailed; left--)
        {
            var duration = (Duration)input.Unsigned();
            ReadInto(duration <= Duration.FirstResponseBusiness ? cell.Measured(duration) : new Histogram(), ref input);
        }
    }

    private static void Write(ArrayBufferWriter<byte> output, Histogram histogram)
    {
        var classes = histogram.Classes.ToList();
        output.Unsigned((ulong)classes.Count);
        classes.ForEach(one => output.Unsigned((ulong)one.Key).Signed(one.Value));
    }

    private static void ReadInto(Histogram histogram, ref StateInput input)
    {
        for (var left = input.Count(); left > 0 && !input.HasFailed; left--)
        {
            histogram.AddClass(input.Count(), input.Signed());
        }
    }
}
