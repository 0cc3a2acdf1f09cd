using Bridge.Storage;
using Bridge.Storage.Administration;
using Bridge.Support;

namespace Bridge.Conversations;

/// <summary>People who are no news: a list of them, line by line, and what it does in each store.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class KnownContactTests(string provider) : StoreFixture(provider)
{
    [TestCase("+254712345678", "+254712345678")]
    [TestCase("254 712-345.678", "+254712345678")]
    [TestCase("\"+254712345678\",\"2024-05-01\"", "+254712345678")]
    [TestCase("KE.13491208655302741918;2024-05-01T10:00:00Z", "KE.13491208655302741918")]
    [TestCase("number", null)]
    [TestCase("12345", null)]
    [TestCase("+254712345678,yesterday", null)]
    public void A_line_names_somebody_or_nobody(string line, string? id) => Assert.That(KnownContact.Read(line)?.Id, Is.EqualTo(id));

    [Test]
    public async Task Whoever_is_imported_is_known_once_and_no_new_contact()
    {
        await Store.ProbeAsync(CancellationToken.None);
        KnownContact[] contacts = [new("+254712345678", Bridge.Time.GetUtcNow()), new("KE.1", null)];

        Assert.That((await AddAsync(contacts), await AddAsync(contacts)), Is.EqualTo((2, 0)));

        var item = Translations.Item(1) with
        {
            Conversation = Translations.Source,
            Clue = new PersonClue(new PersonId("waba", "+254712345678")),
        };
        var counts = await Store.TakeInAsync(new IntakeBatch([item]) { Conversing = CountedConversing.Instance }, CancellationToken.None);
        Assert.That(counts.Queued, Is.EqualTo(1), "no contact.created beside it");
    }

    private async Task<int> AddAsync(KnownContact[] contacts) =>
        await Bridge
            .Get<AdminDatabase>()
            .WriteAsync(connection => KnownContactTable.AddAsync(connection, "", contacts), CancellationToken.None);
}
