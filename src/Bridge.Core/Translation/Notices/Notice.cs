using System.Text;
using Bridge.Core.Events;
using Bridge.Core.Json;
using Bridge.Core.Users;
using Bridge.Core.Webhooks;

namespace Bridge.Core.Translation.Notices;

/// <summary>
/// A webhook field about templates, numbers or the account: one event without a person, made of the members worth keeping.
/// </summary>
internal sealed class Notice(string name, string when, params Notice.Member[] members)
{
    /// <summary>The event; a name that ends in <c>.*</c> is completed by the value's <c>event</c>.</summary>
    public EventDefinition Event { get; } =
        new(name, EventUser.System, when, [], [.. members.Select(member => member.Property).Distinct()]);

    /// <summary>
    /// Where Meta may say when it happened, best first; days in words among them. What lies ahead, such as an expiry, is no such time.
    /// </summary>
    public string[] Times { private get; init; } = [];

    /// <summary>What the value may be about where it has no <c>event</c>: the name of an object in it, or of the field itself.</summary>
    public string[] Kinds { private get; init; } = [];

    /// <summary>A notice makes one event of the whole value: nothing beside it is left over.</summary>
    public static implicit operator WebhookField(Notice notice) => new(notice.Translate);

    public void Translate(Change change, WebhookTranslation into)
    {
        var properties = new PropertyBag();
        foreach (var member in members)
        {
            member.Add(properties, change.Value);
        }

        var kind = KindOf(change);
        if (properties.Count == 0 && kind is null)
        {
            into.AddUnrecognised(change);
            return;
        }

        var context = new ItemContext(change, Person.Nobody, HappenedAt(change));
        var eventName = Event.IsPattern ? Event.Named(FactKey.Word(kind)) : Event.Name;
        into.Events.Add(context.Event(Event, eventName, change.Field.ToLowerInvariant(), FactKey.Hash(change, change.Value), properties));
    }

    private string? KindOf(Change change) =>
        change.Value["event"u8].Text
        ?? Kinds.FirstOrDefault(kind => kind.Equals(change.Field, StringComparison.OrdinalIgnoreCase) || Find(change.Value, kind).IsObject);

    /// <summary>What the notice itself says, before the time of the entry, which is when Meta sent it.</summary>
    private DateTimeOffset? HappenedAt(Change change)
    {
        foreach (var path in Times.Prepend("timestamp"))
        {
            if (MetaTime.ReadOrDay(Find(change.Value, path), change.ReceivedAt) is { } stated)
            {
                return stated;
            }
        }

        return MetaTime.Read(change.EntryTime, change.ReceivedAt);
    }

    /// <summary>Of an array the first element counts.</summary>
    private static JsonView Find(JsonView value, string path)
    {
        foreach (var name in path.Split('.'))
        {
            value = FirstOf(value[Encoding.UTF8.GetBytes(name)]);
        }

        return value;
    }

    private static JsonView FirstOf(JsonView value)
    {
        if (!value.IsArray)
        {
            return value;
        }

        foreach (var element in value.Items)
        {
            return element;
        }

        return default;
    }

    /// <summary>
    /// One member of the value, <c>violation_info.violation_type</c>, as a property; of several places the first that says something
    /// counts.
    /// A flag without a place is true wherever the conditions are met.
    /// </summary>
    internal sealed class Member(EventProperty property, params string[] paths)
    {
        public EventProperty Property => property;

        /// <summary>A member of the value in whose presence this one means something else, and is left out.</summary>
        public string? Unless { private get; init; }

        /// <summary>A member of the value without which this one is left out.</summary>
        public string? Beside { private get; init; }

        public void Add(PropertyBag properties, JsonView value)
        {
            if ((Unless is not null && Find(value, Unless).Exists) || (Beside is not null && !Find(value, Beside).Exists))
            {
                return;
            }

            if (paths.Length == 0)
            {
                properties.Add(property, true);
            }

            foreach (var path in paths)
            {
                var before = properties.Count;
                Add(properties, property, Find(value, path));
                if (properties.Count > before)
                {
                    return;
                }
            }
        }

        private static void Add(PropertyBag properties, EventProperty property, JsonView value)
        {
            switch (property.Type)
            {
                case EventPropertyType.Integer:
                    properties.Add(property, value.Integer);
                    break;
                case EventPropertyType.Number:
                    properties.Add(property, value.Number);
                    break;
                case EventPropertyType.Flag:
                    properties.Add(property, value.Flag);
                    break;
                case EventPropertyType.Time:
                    properties.Add(property, MetaTime.ReadAnyOrDay(value));
                    break;
                default:
                    properties.Add(property, value.Text);
                    break;
            }
        }
    }
}
