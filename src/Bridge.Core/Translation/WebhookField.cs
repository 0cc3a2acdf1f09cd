using System.Text;
using Bridge.Core.Json;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation;

/// <summary>Translates what one webhook field says into events, unreadable items, or nothing.</summary>
internal delegate void FieldTranslator(Change change, WebhookTranslation into);

/// <summary>A webhook field: its translator, and the members of <c>value</c> that the translator reads.</summary>
internal sealed class WebhookField
{
    private readonly FieldTranslator _translate;
    private readonly byte[][] _reads;

    public WebhookField(FieldTranslator translate, params string[] reads) =>
        (_translate, _reads) = (translate, [.. reads.Select(Encoding.UTF8.GetBytes)]);

    public bool ReadsEverything => _reads.Length == 0;

    public void Translate(Change change, WebhookTranslation into) => _translate(change, into);

    public bool Reads(in JsonView.Member member)
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
