using Bridge.Core.Json;

namespace Bridge.Core.Webhooks;

/// <summary>The people a change speaks of, <c>value.contacts[]</c>: each may lack any of its ids, and each is found by either.</summary>
internal sealed class Contacts(JsonView list)
{
    /// <summary>So many are looked through; more are looked up.</summary>
    private const int Few = 8;

    /// <summary>So many members of an item are asked for an id of somebody.</summary>
    private const int MostMembers = 32;

    private readonly bool _isFew = list.Items.CountUpTo(Few + 1) <= Few;
    private Index? _index;

    public JsonView List => list;

    /// <summary>
    /// The contact with the same id, never the one at the same place. With no id to match by, a single contact is the one.
    /// </summary>
    public JsonView Find(JsonView phone, JsonView bsuid) =>
        (_isFew ? Search(phone, bsuid) : Indexed.Find(phone.Id, bsuid.Id)) is { IsNone: false } found ? found
        : phone.Text is null && bsuid.Text is null ? Only()
        : default;

    /// <summary>The contact that one of an item's own members names.</summary>
    public JsonView Of(JsonView item)
    {
        var left = MostMembers;
        foreach (var member in item.Properties)
        {
            if (left-- == 0)
            {
                break;
            }

            if (member.Value.Id is { } id && Indexed.Find(id, id) is { IsNone: false } found)
            {
                return found;
            }
        }

        return default;
    }

    private Index Indexed => _index ??= new Index(list);

    private JsonView Search(JsonView phone, JsonView bsuid)
    {
        foreach (var contact in list.Items)
        {
            if (contact["user_id"u8].SameAs(bsuid) || contact["wa_id"u8].SameAs(phone))
            {
                return contact;
            }
        }

        return default;
    }

    private JsonView Only() => list.Items.CountUpTo(2) == 1 ? First() : default;

    private JsonView First()
    {
        foreach (var contact in list.Items)
        {
            return contact;
        }

        return default;
    }

    /// <summary>Of several contacts with one id the first counts.</summary>
    private sealed class Index
    {
        private readonly Dictionary<string, (int Place, JsonView Contact)> _byPhone = [];
        private readonly Dictionary<string, (int Place, JsonView Contact)> _byUser = [];

        public Index(JsonView list)
        {
            var place = 0;
            foreach (var contact in list.Items)
            {
                place++;
                Add(_byPhone, contact["wa_id"u8].Id, place, contact);
                Add(_byUser, contact["user_id"u8].Id, place, contact);
            }
        }

        public JsonView Find(string? phone, string? user)
        {
            var (byPhone, byUser) = (Find(_byPhone, phone), Find(_byUser, user));
            return byUser.Place == 0 || (byPhone.Place > 0 && byPhone.Place < byUser.Place) ? byPhone.Contact : byUser.Contact;
        }

        private static void Add(Dictionary<string, (int Place, JsonView Contact)> index, string? id, int place, JsonView contact)
        {
            if (id is not null)
            {
                index.TryAdd(id, (place, contact));
            }
        }

        private static (int Place, JsonView Contact) Find(Dictionary<string, (int Place, JsonView Contact)> index, string? id) =>
            id is null ? default : index.GetValueOrDefault(id);
    }
}
