using System.Text;
using Bridge.Meta;

namespace Bridge.Tracking;

/// <summary>Translates what one webhook field says into events, unreadable items, or nothing.</summary>
internal delegate void FieldTranslator(Change change, Translation into);

/// <summary>A webhook field: its translator, and the members of <c>value</c> that the translator reads.</summary>
internal sealed class Field
{
    private readonly FieldTranslator _translate;
    private readonly byte[][] _reads;

    public Field(FieldTranslator translate, params string[] reads) => (_translate, _reads) = (translate, [.. reads.Select(Encoding.UTF8.GetBytes)]);

    private Field(Notice notice) => (_translate, _reads) = (notice.Translate, []);

    /// <summary>A notice makes one event of the whole value: nothing beside it is left over.</summary>
    public static implicit operator Field(Notice notice) => new(notice);

    public bool ReadsEverything => _reads.Length == 0;

    public void Translate(Change change, Translation into) => _translate(change, into);

    public bool Reads(in Json.Member member)
    {
        foreach (var name in _reads)
        {
            if (member.Is(name))
            {
                return true;
            }
        }

        return false;
    }
}
