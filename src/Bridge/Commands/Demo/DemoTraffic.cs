using System.Text;
using Bridge.Simulation.Load;
using Bridge.Simulation.Samples;

namespace Bridge.Commands.Demo;

/// <summary>
/// What the demo posts: every sample several times over, made fresh, some of it twice, some of it broken, some of it not signed by Meta.
/// </summary>
internal sealed class DemoTraffic(Random random, TimeProvider clock)
{
    private const double PartSentAgain = 0.1;
    private const double PartBroken = 0.02;
    private const double PartForged = 0.04;

    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    private readonly SampleWebhooks _samples = new(random, clock);

    /// <summary>A list of <paramref name="count"/> posts; the same seed gives the same list.</summary>
    public IReadOnlyList<Post> Make(int count)
    {
        var names = SampleWebhooks.Names.ToArray();
        var posts = new List<Post>(count);
        while (posts.Count < count)
        {
            var at = posts.Count * Between;
            posts.Add(
                random.NextDouble() switch
                {
                    < PartSentAgain when posts.Count > 0 => posts[random.Next(posts.Count)].Again(at),
                    < PartSentAgain + PartBroken => new Post(
                        at,
                        Encoding.UTF8.GetBytes($$"""{"object":"whatsapp_business_account","entry":[{"id":"{{random.Next()}}""")
                    ),
                    < PartSentAgain + PartBroken + PartForged => new Post(at, Fresh(names, posts.Count)) { IsForged = true },
                    _ => new Post(at, Fresh(names, posts.Count)),
                }
            );
        }

        return posts;
    }

    /// <summary>In turn, so that every kind is among them.</summary>
    private byte[] Fresh(string[] names, int turn) => Encoding.UTF8.GetBytes(_samples.Make(names[turn % names.Length]));
}
