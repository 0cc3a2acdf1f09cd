using System.Collections.Frozen;
using Bridge.Core.Json;

namespace Bridge.Core.Translation;

/// <summary>
/// What a person taps or writes to reach people: ids of buttons and list rows, and whole messages, compared without regard to case and to
/// the space around.
/// </summary>
public sealed class HandoffTriggers
{
    private readonly Triggers _all;
    private readonly FrozenDictionary<string, Triggers> _ofNumber;

    /// <param name="all">Those of every number that has none of its own.</param>
    /// <param name="ofNumber">Those of single business numbers, in place of the others.</param>
    public HandoffTriggers(IEnumerable<string> all, IEnumerable<KeyValuePair<string, IEnumerable<string>>> ofNumber)
    {
        _all = new Triggers(all);
        _ofNumber = ofNumber.ToFrozenDictionary(number => number.Key, number => new Triggers(number.Value));
    }

    public static HandoffTriggers None { get; } = new([], []);

    /// <summary>What a message matched, as it was configured; null for nothing.</summary>
    /// <param name="number">The business number it came to.</param>
    /// <param name="text">What the person wrote; read only where it could be a trigger.</param>
    internal string? Match(string? number, string? buttonId, string? listId, JsonView text) =>
        (number is not null && _ofNumber.TryGetValue(number, out var own) ? own : _all).Match(buttonId, listId, text);

    private sealed class Triggers(IEnumerable<string> words)
    {
        private readonly FrozenDictionary<string, string> _words = words
            .Select(word => word.Trim())
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToFrozenDictionary(word => word, StringComparer.OrdinalIgnoreCase);

        /// <summary>Space around a message may make it longer than the trigger that it is.</summary>
        private readonly int _longest = words.Select(word => word.Length + 16).DefaultIfEmpty().Max();

        public string? Match(string? buttonId, string? listId, JsonView text) =>
            _words.Count == 0 ? null : Find(buttonId) ?? Find(listId) ?? (text.CodePoints <= _longest ? Find(text.Text) : null);

        private string? Find(string? said) => said is not null && _words.TryGetValue(said.Trim(), out var word) ? word : null;
    }
}
