using System.Text;
using Bridge.Support;

namespace Bridge.Commands;

/// <summary>Somebody is erased by a command, beside a Bridge that goes on.</summary>
internal sealed class EraseCommandTests : BesideBridgeFixture
{
    [Test]
    public async Task A_person_is_erased_from_the_dead_letters()
    {
        await Bridge.KillAsync(1, 2);

        var (exitCode, output, _) = await TypeHereAsync("erase", "--user", "254712345678", "--yes", "--why", "asked");
        var (_, left, _) = await TypeThereAsync("list", "--state", "all", "--json");

        Assert.That((exitCode, left), Is.EqualTo((0, "[]\n")));
        Assert.That(output, Does.StartWith("Erased: 2 dead letters"));
    }

    [Test]
    public async Task Who_is_erased_beside_a_Bridge_that_runs_stays_erased_and_begins_anew_with_what_they_write_then()
    {
        var longAgo = DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1);
        await PostAsync(1, longAgo);
        await ArrivedAsync(1);

        var (exitCode, _, _) = await TypeHereAsync("erase", "--user", "254712345678", "--yes", "--why", "asked");
        await PostAsync(2, longAgo); // it was late
        await PostAsync(3, DateTimeOffset.UtcNow + TimeSpan.FromMinutes(1));
        await ArrivedAsync(3);

        var told = Bridge.Collector.TakenPayloads.Values.ToList();
        Assert.That(exitCode, Is.Zero);
        Assert.That(told, Has.None.Contains("wamid.2"));
        Assert.That(
            told.Single(payload => payload.Contains("wamid.3", StringComparison.Ordinal)),
            Does.Contain("\"isFirstInConversation\":true")
        );
    }

    private async Task PostAsync(int number, DateTimeOffset at)
    {
        var body = Encoding
            .UTF8.GetString(new TextWebhook(number).Body)
            .Replace("1700000000", $"{at.ToUnixTimeSeconds()}", StringComparison.Ordinal);
        using var answer = await Bridge.Bridge.SendAsync(SignedRequest.Create(Encoding.UTF8.GetBytes(body)));
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
    }

    private Task ArrivedAsync(int number) =>
        Eventually.HoldsAsync(
            () => Bridge.Collector.TakenPayloads.Values.Any(payload => payload.Contains($"wamid.{number}", StringComparison.Ordinal)),
            $"message {number} arrives"
        );
}
