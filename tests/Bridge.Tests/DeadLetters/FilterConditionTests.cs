using Bridge.Storage;
using Bridge.Support;

namespace Bridge.DeadLetters;

/// <summary>Every field of a filter tells dead letters apart, in both stores.</summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class FilterConditionTests(string provider) : AdminFixture(provider)
{
    private static IEnumerable<string> Names => FilterFields.All.Select(one => one.Name);

    [TestCaseSource(nameof(Names))]
    public async Task A_field_means_what_has_its_value_and_nothing_else(string name)
    {
        var field = FilterFields.All.Single(one => one.Name == name);
        var (meant, other) = await FillAsync();
        var (left, right) = (await Rig.FindAsync(meant), await Rig.FindAsync(other));
        var filter = field.Read(new DeadLetterFilter { State = null }, [Value(name, left.Summary, right.Summary)]);

        var found = await Rig.ListAsync(filter);

        Assert.That(found, Is.EqualTo((long[])[name is "since" ? other : meant]));
    }

    /// <summary>Two dead letters that differ in everything; the first is the older.</summary>
    private async Task<(long Meant, long Other)> FillAsync()
    {
        var meant = (await Rig.KillAsync(1, 1, "no such thing", 400)).Single();
        Rig.Time.Advance(TimeSpan.FromHours(1));
        await Rig.TakeInAsync(AdminRig.Unreadable("{}") with { Destination = "20002", Source = "20002" });
        var other = (await Rig.ListAsync(new DeadLetterFilter { State = null })).Except([meant]).Single();
        await Admin.DiscardAsync(new DeadLetterFilter { Ids = [other] }, null, AdminRig.Operator, CancellationToken.None);
        return (meant, other);
    }

    /// <summary>What only the first of the two has; only the second died since it died. A field that is not here has no test yet.</summary>
    private static string Value(string field, DeadLetterSummary meant, DeadLetterSummary other) =>
        field switch
        {
            "id" or "upTo" => $"{meant.Id}",
            "reason" => meant.Reason,
            "event" => "message.rec*",
            "source" => meant.Source!,
            "destination" => meant.Destination,
            "status" => $"{meant.Status}",
            "since" or "until" => Times.Text(other.LastFailedAt),
            "group" => meant.Group,
            "text" => "SUCH thing",
            "state" => "dead",
            _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Say what only one of two dead letters has."),
        };
}
