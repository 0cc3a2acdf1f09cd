using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Delivery;

internal sealed class SplitPlanTests
{
    [Test]
    public void Splits_cover_exactly_the_input_and_find_exactly_the_bad_ones() =>
        Prop.ForAll<PositiveInt, NonNegativeInt[], bool>(
                (size, bad, asTooLarge) =>
                {
                    var count = 1 + (size.Get * 37 % 500);
                    var poisons = bad.Select(n => n.Get * 53 % count).ToHashSet();

                    var run = Run(count, poisons, asTooLarge);

                    return run.Dead.Order().SequenceEqual(poisons.Order())
                        && run.Taken.Order().SequenceEqual(Enumerable.Range(0, count).Except(poisons));
                }
            )
            .QuickCheckThrowOnFailure();

    [Test]
    public void A_bad_event_costs_at_most_twice_the_logarithm_of_the_batch() =>
        Prop.ForAll<PositiveInt, NonNegativeInt[]>(
                (size, bad) =>
                {
                    var count = 1 + (size.Get * 37 % 500);
                    var poisons = bad.Select(n => n.Get * 53 % count).ToHashSet();

                    var run = Run(count, poisons, asTooLarge: false);

                    return run.Posts <= (2 * poisons.Count * Math.Ceiling(Math.Log2(count))) + 1;
                }
            )
            .QuickCheckThrowOnFailure();

    [Test]
    public void Wherever_the_bad_one_stands_it_costs_at_most_nineteen_posts_of_five_hundred([Range(0, 499, 7)] int poison)
    {
        var run = Run(500, [poison], asTooLarge: false);

        Assert.That(run.Posts, Is.LessThanOrEqualTo(19));
    }

    [Test]
    public void What_is_known_to_be_bad_is_not_posted_whole_again()
    {
        var plan = new SplitPlan(4);
        plan.TryNext(out _);
        plan.Refused(asTooLarge: false);
        plan.TryNext(out var firstHalf);
        plan.Taken();

        plan.TryNext(out var next);

        Assert.That((firstHalf, next), Is.EqualTo((0..2, 2..3)));
    }

    [Test]
    public void Of_what_was_too_large_the_second_half_is_posted_whole()
    {
        var plan = new SplitPlan(4);
        plan.TryNext(out _);
        plan.Refused(asTooLarge: true);
        plan.TryNext(out _);
        plan.Taken();

        plan.TryNext(out var next);

        Assert.That(next, Is.EqualTo(2..4));
    }

    [Test]
    public void What_was_posted_without_outcome_is_not_settled()
    {
        var plan = new SplitPlan(5);
        plan.TryNext(out _);
        plan.Refused(asTooLarge: false);
        plan.TryNext(out _);

        Assert.That(plan.Unsettled, Is.EquivalentTo((Range[])[0..2, 2..5]));
    }

    [Test]
    public void An_empty_batch_has_nothing_to_post()
    {
        Assert.That(new SplitPlan(0).TryNext(out _), Is.False);
    }

    private static (int Posts, List<int> Taken, List<int> Dead) Run(int count, HashSet<int> poisons, bool asTooLarge)
    {
        var (posts, taken, dead) = (0, new List<int>(), new List<int>());
        var plan = new SplitPlan(count);
        for (; plan.TryNext(out var range); posts++)
        {
            var part = Enumerable.Range(0, count).Take(range).ToList();
            if (!part.Exists(poisons.Contains))
            {
                taken.AddRange(part);
                plan.Taken();
                continue;
            }

            dead.AddRange(part.Count == 1 ? part : []);
            plan.Refused(asTooLarge);
        }

        return (posts, taken, dead);
    }
}
