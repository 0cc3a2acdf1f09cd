using System.Text;

namespace Bridge.Simulation;

/// <summary>What the demo posts: every sample several times over, made fresh, some of it twice, some of it broken, some of it not signed by Meta.</summary>
internal sealed class DemoTraffic(Random random, TimeProvider clock)
{
    private const double PartSentAgain = 0.1;
    private const double PartBroken = 0.02;
    private const double PartForged = 0.04;

    private readonly SampleWebhooks _samples = new(random, clock);

    /// <summary>A list of <paramref name="count"/> posts; the same seed gives the same list.</summary>
    public IReadOnlyList<DemoPost> Make(int count)
    {
        var names = SampleWebhooks.Names.ToArray();
        var posts = new List<DemoPost>(count);
        while (posts.Count < count)
        {
            posts.Add(random.NextDouble() switch
            {
                < PartSentAgain when posts.Count > 0 => posts[random.Next(posts.Count)] with { IsRepeated = true },
                < PartSentAgain + PartBroken => new DemoPost(Encoding.UTF8.GetBytes($$"""{"object":"whatsapp_business_account","entry":[{"id":"{{random.Next()}}"""), IsSigned: true),
                < PartSentAgain + PartBroken + PartForged => new DemoPost(Fresh(names, posts.Count), IsSigned: false),
                _ => new DemoPost(Fresh(names, posts.Count), IsSigned: true),
            });
        }

        return posts;
    }

    /// <summary>In turn, so that every kind is among them.</summary>
    private byte[] Fresh(string[] names, int turn) => Encoding.UTF8.GetBytes(_samples.Make(names[turn % names.Length]));
}

/// <summary>One post of the demo.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="IsSigned">Whether it carries Meta's signature, or a forged one that must be refused.</param>
/// <param name="IsRepeated">Whether the same body was posted before, as Meta does when it saw no 200.</param>
internal sealed record DemoPost(byte[] Body, bool IsSigned, bool IsRepeated = false);
