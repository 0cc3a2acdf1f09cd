using System.Text;
using Bridge.Meta;

namespace Bridge.Tracking;

/// <summary>A webhook field about templates, numbers or the account: one event without a person, made of the members worth keeping.</summary>
internal sealed class Notice(string name, string when, params Notice.Member[] members)
{
    /// <summary>The event; a name that ends in <c>.*</c> is completed by the value's <c>event</c>.</summary>
    public EventDefinition Event { get; } = new(name, EventUser.System, when, [], [.. members.Select(member => member.Property)]);

    public void Translate(Change change, Translation into)
    {
        var properties = new PropertyBag();
        foreach (var member in members)
        {
            member.Add(properties, change.Value);
        }

        if (properties.Count == 0)
        {
            into.AddUnrecognised(change);
            return;
        }

        var context = new ItemContext(change, Person.Nobody, MetaTime.Read(change.EntryTime, change.ReceivedAt));
        into.Events.Add(context.Event(Event, EventName(change.Value), change.Field.ToLowerInvariant(), Fact.Hash(change, change.Value), properties));
    }

    private string EventName(Json value) => Event.IsPattern ? Event.Named(Fact.Word(value["event"u8].Text)) : Event.Name;

    /// <summary>One member of the value: <c>violation_info.violation_type</c> as a property. Of an array the first element counts.</summary>
    internal sealed class Member(EventProperty property, string path)
    {
        private readonly byte[][] _path = [.. path.Split('.').Select(Encoding.UTF8.GetBytes)];

        public EventProperty Property => property;

        public void Add(PropertyBag properties, Json value)
        {
            foreach (var name in _path)
            {
                value = FirstOf(value[name]);
            }

            switch (property.Type)
            {
                case EventPropertyType.Integer: properties.Add(property, value.Integer); break;
                case EventPropertyType.Number: properties.Add(property, value.Number); break;
                case EventPropertyType.Flag: properties.Add(property, value.Flag); break;
                case EventPropertyType.Time: properties.Add(property, MetaTime.ReadAny(value)); break;
                default: properties.Add(property, value.Text); break;
            }
        }

        private static Json FirstOf(Json value)
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
    }
}
