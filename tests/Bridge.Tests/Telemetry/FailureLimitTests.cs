using System.Net;
using Bridge.Receiving;
using Bridge.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Telemetry;

public class FailureLimitTests
{
    [Test]
    public async Task Too_many_bad_signatures_are_answered_429_while_good_ones_from_the_same_address_still_pass()
    {
        var clock = new ManualTime();
        await using var bridge = await RecordingPublisher.StartBridgeAsync(
            new(),
            new() { ["Receiving:MaxRefusalsPerMinute"] = "3" },
            builder => builder.Services.AddSingleton<TimeProvider>(clock)
        );

        var statuses = new List<HttpStatusCode>();
        for (var request = 0; request < 5; request++)
        {
            using var bad = await bridge.SendAsync(SignedRequest.WithHeader([1], SignedRequest.Sign([2])));
            using var good = await bridge.SendAsync(SignedRequest.Create("{}"));
            statuses.Add(bad.StatusCode);
            Assert.That(good.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        clock.Advance(TimeSpan.FromSeconds(59));
        using var limited = await bridge.SendAsync(SignedRequest.WithHeader([1]));
        clock.Advance(TimeSpan.FromSeconds(1));
        using var later = await bridge.SendAsync(SignedRequest.WithHeader([1]));

        Assert.That(
            statuses,
            Is.EqualTo(
                new[]
                {
                    HttpStatusCode.Unauthorized,
                    HttpStatusCode.Unauthorized,
                    HttpStatusCode.Unauthorized,
                    HttpStatusCode.TooManyRequests,
                    HttpStatusCode.TooManyRequests,
                }
            )
        );
        Assert.That(limited.StatusCode, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(limited.Headers.RetryAfter?.ToString(), Is.EqualTo("1"));
        Assert.That(later.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public void Each_address_has_a_count_of_its_own()
    {
        var limit = new FailureLimit(1, TimeSpan.FromMinutes(1), new ManualTime());

        var first = limit.CountFailure(IPAddress.Parse("192.0.2.1")) is not null;
        var other = limit.CountFailure(IPAddress.Parse("192.0.2.2")) is not null;
        var again = limit.CountFailure(IPAddress.Parse("192.0.2.1")) is not null;

        Assert.That((first, other, again), Is.EqualTo((false, false, true)));
    }

    [Test]
    public void An_address_that_keeps_failing_is_one_until_a_whole_minute_has_passed_and_never_while_valid_signatures_come_from_it()
    {
        var clock = new ManualTime();
        var limit = new FailureLimit(3, TimeSpan.FromMinutes(1), clock);
        var (stranger, proxy) = (IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2"));
        var told = new List<(bool, bool)>();
        for (var failures = 0; failures < 4; failures++)
        {
            told.Add((limit.IsFailing(stranger), limit.IsFailing(proxy)));
            limit.CountFailure(stranger);
            limit.CountFailure(proxy);
        }

        limit.CountValid(proxy);
        told.Add((limit.IsFailing(stranger), limit.IsFailing(proxy)));
        clock.Advance(TimeSpan.FromMinutes(1));
        told.Add((limit.IsFailing(stranger), limit.IsFailing(proxy)));
        clock.Advance(TimeSpan.FromMinutes(1));
        told.Add((limit.IsFailing(stranger), limit.IsFailing(proxy)));

        Assert.That(
            told,
            Is.EqualTo(
                ((bool, bool)[])
                    [(false, false), (false, false), (false, false), (false, false), (true, false), (true, false), (false, false)]
            )
        );
    }

    [Test]
    public async Task Bodies_that_never_end_make_an_address_one_that_keeps_failing()
    {
        await using var bridge = await RecordingPublisher.StartBridgeAsync(new(), new() { ["Receiving:MaxRefusalsPerMinute"] = "2" });
        for (var begun = 0; begun < 3; begun++)
        {
            using var connection = await RawConnection.OpenAsync(bridge.Address);
            await connection.WriteAsync(
                $"POST /webhook/meta HTTP/1.1\r\nHost: b\r\nContent-Length: 9\r\nX-Hub-Signature-256: {SignedRequest.Sign([1])}\r\n\r\n{{"
            );
        }

        var limit = bridge.Services.GetRequiredService<FailureLimit>();

        await Eventually.HoldsAsync(() => limit.IsFailing(IPAddress.Loopback), "it is known as such");
    }

    [Test]
    public void A_flood_from_ever_new_addresses_shares_one_count_in_the_end()
    {
        var limit = new FailureLimit(5, TimeSpan.FromMinutes(1), new ManualTime());

        var exceeded = Enumerable.Range(0, 10_100).Count(number => limit.CountFailure(new IPAddress(0x0A000000L + number)) is not null);

        Assert.That(exceeded, Is.EqualTo(95));
    }
}
