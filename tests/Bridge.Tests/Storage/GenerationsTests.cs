using Bridge.Storage.Sqlite;

namespace Bridge.Storage;

/// <summary>A map that does not grow without end, and keeps what is asked for.</summary>
internal sealed class GenerationsTests
{
    private const int Entry = Generations<int, string>.MostBytes / 100;

    private readonly Generations<int, string> _map = new();

    [Test]
    public void What_is_asked_for_stays_and_the_rest_goes()
    {
        foreach (var key in Enumerable.Range(0, 1000))
        {
            _map.Set(key, $"{key}", Entry);
            Assert.That(_map.TryGet(0, out var first) ? first : null, Is.EqualTo("0"));
        }

        Assert.That(Enumerable.Range(0, 1000).Count(key => _map.TryGet(key, out _)), Is.LessThan(200));
        Assert.That(_map.TryGet(999, out _), Is.True);
    }

    [Test]
    public void What_is_removed_is_in_neither_generation()
    {
        _map.Set(1, "old", Entry);
        foreach (var key in Enumerable.Range(100, 100))
        {
            _map.Set(key, "", Entry);
        }

        _map.Remove(1);

        Assert.That(_map.TryGet(1, out _), Is.False);
    }

    [Test]
    public void What_is_set_again_counts_once()
    {
        _map.Set(1, "kept", Entry);
        foreach (var key in Enumerable.Range(0, 1000))
        {
            _map.Set(2, $"{key}", Entry);
        }

        Assert.That((_map.TryGet(1, out _), _map.TryGet(2, out var last), last), Is.EqualTo((true, true, "999")));
    }
}
