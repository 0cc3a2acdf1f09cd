using Bridge.Commands.DeadLetters;

namespace Bridge.Commands;

public class FittingTableTests
{
    private static readonly string[] Heads =
    [
        "id",
        "reason",
        "event",
        "destination",
        "status",
        "group",
        "attempts",
        "user",
        "state",
        "last failed",
    ];

    private static readonly List<string[]> Rows =
    [
        ["1042", "refused", "message.delivered", "default", "400", "9f86d081884c7d65", "1", "+25•••••78", "dead", "2026-03-01 12:00:00Z"],
        ["1043", "refused", "contact.opted_out", "default", "422", "60303ae22b998861", "1", "+49•••••11", "dead", "2026-03-01 12:00:07Z"],
    ];

    [TestCase(80)]
    [TestCase(100)]
    [TestCase(200)]
    public void A_table_of_dead_letters_fits_the_terminal_and_keeps_their_numbers_whole(int width)
    {
        var (heads, rows) = FittingTable.Of(Heads, Rows, width);

        var widths = Enumerable
            .Range(0, heads.Count)
            .Select(column => rows.Select(row => row[column]).Append(heads[column]).Max(cell => cell.Length));
        Assert.That(widths.Sum() + (3 * heads.Count) + 1, Is.LessThanOrEqualTo(width));
        Assert.That(rows.Select(row => row[0]), Is.EqualTo((string[])["1042", "1043"]));
        Assert.That(heads, Has.Member("event").And.Member("status"));
    }

    [Test]
    public void What_says_the_same_in_every_row_goes_first_and_only_where_there_is_no_room()
    {
        Assert.That(FittingTable.Of(Heads, Rows, 80).Heads, Has.None.AnyOf("destination", "state", "attempts", "reason"));
        Assert.That(FittingTable.Of(Heads, Rows, 200).Heads, Is.EqualTo(Heads));
        Assert.That(FittingTable.Of(Heads, Rows, 200).Rows, Is.EqualTo(Rows));
    }
}
