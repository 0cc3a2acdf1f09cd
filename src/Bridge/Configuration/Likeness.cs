namespace Bridge.Configuration;

/// <summary>How much two words are alike.</summary>
internal static class Likeness
{
    /// <summary>How different a word may be from what was meant.</summary>
    private const int MostEdits = 2;

    /// <summary>So many edits make of what was typed what was meant; more make something else of it.</summary>
    public static int Allowed(string typed) => Math.Min(MostEdits, typed.Length / 3);

    /// <summary>Letters to change, add, leave out or swap with their neighbour until one is the other, whatever their case.</summary>
    public static int Edits(string one, string other)
    {
        var (before, last, row) = (new int[other.Length + 1], Enumerable.Range(0, other.Length + 1).ToArray(), new int[other.Length + 1]);
        for (var i = 1; i <= one.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = Same(one[i - 1], other[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                if (i > 1 && j > 1 && Same(one[i - 1], other[j - 2]) && Same(one[i - 2], other[j - 1]))
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, last, row) = (last, row, before);
        }

        return last[other.Length];
    }

    private static bool Same(char one, char other) => char.ToLowerInvariant(one) == char.ToLowerInvariant(other);
}
