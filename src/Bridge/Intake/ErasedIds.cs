using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Bridge.Intake;

/// <summary>The ids of erased people, and whether bytes hold one: by itself, not as a part of a longer one.</summary>
/// <remarks>One pass over the bytes however many ids there are: every run of letters, digits and dots is looked up.</remarks>
internal sealed class ErasedIds
{
    private static readonly SearchValues<char> OfIds = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789."
    );

    private readonly FrozenDictionary<string, long> _askedAt;
    private readonly FrozenDictionary<string, long>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <param name="askedAt">Milliseconds since 1970, by id.</param>
    public ErasedIds(IEnumerable<(string Id, long AskedAt)> askedAt)
    {
        _askedAt = askedAt.ToFrozenDictionary(one => one.Id, one => one.AskedAt, StringComparer.Ordinal);
        _lookup = _askedAt.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public bool IsEmpty => _askedAt.Count == 0;

    /// <summary>When it was asked to erase whoever has this id; null for everybody else.</summary>
    public long? AskedAt(ReadOnlySpan<char> id) => _lookup.TryGetValue(id, out var askedAt) ? askedAt : null;

    /// <summary>When it was last asked to erase somebody whose id is in the bytes; null when nobody's is.</summary>
    public long? AskedAtOfAnyIn(ReadOnlySpan<byte> utf8)
    {
        var text = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            return AskedAtOfAnyIn((ReadOnlySpan<char>)text.AsSpan(0, Encoding.UTF8.GetChars(utf8, text)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(text, clearArray: true);
        }
    }

    private long? AskedAtOfAnyIn(ReadOnlySpan<char> text)
    {
        long? newest = null;
        for (var at = text.IndexOfAny(OfIds); at >= 0; at = text.IndexOfAny(OfIds))
        {
            text = text[at..];
            var end = text.IndexOfAnyExcept(OfIds) is var index and >= 0 ? index : text.Length;
            newest = Later(newest, AskedAtOfRun(text[..end]));
            text = text[end..];
        }

        return newest;
    }

    /// <summary>The whole run, or what of it ends before a dot, such as that of a sentence.</summary>
    private long? AskedAtOfRun(ReadOnlySpan<char> run)
    {
        var newest = AskedAt(run);
        for (var dot = run.LastIndexOf('.'); dot > 0; dot = run.LastIndexOf('.'))
        {
            run = run[..dot];
            newest = Later(newest, AskedAt(run));
        }

        return newest;
    }

    private static long? Later(long? one, long? other) => one is null || other > one ? other : one;
}
