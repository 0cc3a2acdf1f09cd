using Bridge.Configuration;
using Bridge.Ops.Access;
using Bridge.Support;
using Bridge.Telemetry;

namespace Bridge.Ops;

public class OpsUsersTests
{
    private static readonly string Hash = OpsKey.Create().Hash;

    [Test]
    public void Two_keys_are_never_the_same_and_carry_256_bits_in_a_form_that_scanners_know()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => OpsKey.Create()).ToList();

        Assert.That(keys.Select(key => key.Text), Is.Unique.And.All.Match("^bridge_[A-Za-z0-9_-]{43}$"));
        Assert.That(keys.Select(key => key.Hash), Is.Unique.And.All.Match("^[0-9a-f]{64}$"));
        Assert.That(keys[0].ToString(), Does.Not.Contain(keys[0].Text[10..]));
    }

    [TestCase(
        "Name",
        "",
        "Ops:Users:0:Name (environment Ops__Users__0__Name) must be 1 to 64 characters: it is how the audit names this user."
    )]
    [TestCase("Role", "admin", "Ops:Users:0:Role (environment Ops__Users__0__Role) must be viewer or operator, but is \"admin\".")]
    [TestCase(
        "KeyHash",
        "secret",
        "Ops:Users:0:KeyHash (environment Ops__Users__0__KeyHash) must be the 64 hexadecimal digits that \"meta-bridge "
            + "ops-user NAME\" prints beside the key; if it is the key itself, make a new one."
    )]
    public void A_user_that_cannot_be_is_refused_at_start_with_the_key_and_the_fix(string property, string value, string sentence)
    {
        var settings = User(0, "ann", Hash).Append(new($"Ops:Users:0:{property}", value));

        var refusal = Assert.ThrowsAsync<StartupException>(() => BridgeHost.StartAsync(settings));

        Assert.That(refusal.Problems, Is.EqualTo([sentence]));
    }

    [Test]
    public void Two_users_of_one_name_or_one_key_are_refused()
    {
        var settings = User(0, "ann", Hash).Concat(User(1, "Ann", Hash.ToUpperInvariant()));

        var refusal = Assert.ThrowsAsync<StartupException>(() => BridgeHost.StartAsync(settings));

        Assert.That(refusal.Problems, Has.Count.EqualTo(2));
        Assert.That(
            refusal.Problems[0],
            Does.StartWith("Ops:Users:1:Name (environment Ops__Users__1__Name) is the same as that of Ops:Users:0")
        );
        Assert.That(
            refusal.Problems[1],
            Does.StartWith("Ops:Users:1:KeyHash (environment Ops__Users__1__KeyHash) is the same as that of Ops:Users:0")
        );
    }

    [Test]
    public void A_short_session_secret_is_refused_without_repeating_it()
    {
        var refusal = Assert.ThrowsAsync<StartupException>(() => BridgeHost.StartAsync([new("Ops:SessionSecret", "shortsecret")]));

        Assert.That(
            refusal.Problems.Single(),
            Does.StartWith("Ops:SessionSecret (environment Ops__SessionSecret) must have at least 32 characters")
                .And.Not.Contains("shortsecret")
        );
    }

    [Test]
    public void An_address_has_its_share_of_wrong_keys_and_gets_it_anew_when_the_time_is_over()
    {
        var time = new ManualTime();
        var limit = new FailureLimit(KeyAuthenticator.MaxFailures, KeyAuthenticator.Period, time);
        System.Net.IPAddress one = new([10, 0, 0, 1]),
            other = new([10, 0, 0, 2]);

        var share = Enumerable.Range(0, KeyAuthenticator.MaxFailures).Select(_ => limit.CountFailure(one)).ToList();
        time.Advance(TimeSpan.FromMinutes(2));

        Assert.That(share, Is.All.Null);
        Assert.That(limit.CountFailure(one), Is.EqualTo(180));
        Assert.That(limit.CountFailure(other), Is.Null);
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.That(limit.CountFailure(one), Is.Null);
    }

    [Test]
    public void A_million_addresses_share_what_memory_there_is()
    {
        var limit = new FailureLimit(KeyAuthenticator.MaxFailures, KeyAuthenticator.Period, new ManualTime());

        var refused = Enumerable.Range(0, 20_000).Count(number => limit.CountFailure(new System.Net.IPAddress(number + 1L)) is not null);

        Assert.That(refused, Is.EqualTo(10_000 - KeyAuthenticator.MaxFailures));
    }

    private static IEnumerable<KeyValuePair<string, string?>> User(int index, string name, string hash) =>
        [new($"Ops:Users:{index}:Name", name), new($"Ops:Users:{index}:Role", "operator"), new($"Ops:Users:{index}:KeyHash", hash)];
}
