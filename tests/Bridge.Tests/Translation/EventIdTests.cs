using Bridge.Core.Events;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Translation;

[TestFixture]
internal sealed class EventIdTests
{
    /// <summary>
    /// Made with another implementation of SHA-256. If one of these fails, events already delivered would be delivered again.
    /// </summary>
    [TestCase("", "e3b0c442-98fc-8c14-9afb-f4c8996fb924")]
    [TestCase("msg:110045678901234:wamid.HBgMMjU0NzEyMzQ1Njc4", "5a70dc4d-dd7f-88cd-8f71-7c10b443ee2e")]
    [TestCase("st:110045678901234:wamid.HBgMMjU0NzEyMzQ1Njc4:read", "4cacb69b-7835-8cfa-b438-b5acc6e72523")]
    [TestCase("unrecognised:été 👍:2026-01-23", "97564455-65d7-844a-a518-3575d45d51f5")]
    public void The_id_of_a_fact_never_changes(string naturalKey, string id)
    {
        Assert.That(EventId.From(naturalKey).ToString(), Is.EqualTo(id));
    }

    [Test]
    public void Keys_longer_than_the_stack_buffer_have_ids_of_all_their_characters()
    {
        var ids = Enumerable.Range(0, 2000).Select(length => EventId.From(new string('a', length))).ToHashSet();

        Assert.That(ids, Has.Count.EqualTo(2000));
    }

    [Test]
    public void Every_id_is_a_UUID_of_version_8_in_the_standard_variant()
    {
        Prop.ForAll<string?>(key =>
            {
                var text = EventId.From(key).ToString();

                return text[14] == '8' && text[19] is '8' or '9' or 'a' or 'b';
            })
            .QuickCheckThrowOnFailure();
    }

    [Test]
    public void Different_keys_have_different_ids_and_the_same_key_always_the_same()
    {
        Prop.ForAll<string[]>(keys =>
            {
                var storable = keys.Where(key => key is not null).Select(key => string.Concat(key.EnumerateRunes())).ToHashSet();

                return storable.Select(key => EventId.From(key)).ToHashSet().Count == storable.Count
                    && storable.All(key => EventId.From(key) == EventId.From(key));
            })
            .QuickCheckThrowOnFailure();
    }
}
