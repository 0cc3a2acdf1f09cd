namespace Bridge.Core.Users;

/// <summary>The country a person's number or id belongs to, as ISO 3166 alpha-2. The number itself is only read, never rewritten.</summary>
public static class PhoneCountry
{
    /// <summary>E.164 allows 15 digits; what is longer is another kind of id, such as a group's.</summary>
    private const int MaxDigits = 15;

    private static readonly DigitTree Prefixes = DigitTree.Read(CallingCodes.Prefixes);

    /// <summary>The country of an international phone number.</summary>
    /// <param name="digits">The number as Meta gives it: calling code first, no <c>+</c>.</param>
    /// <returns>Null for numbers of no country (+800, +870, +883 …), for ranges nobody has been given, and for what is not a
    /// number.</returns>
    public static string? Of(ReadOnlySpan<char> digits) => digits.Length <= MaxDigits && AreDigits(digits) ? Prefixes.Find(digits) : null;

    /// <summary>The country of a business-scoped user id, which starts with it: <c>US.13491208655302741918</c>.</summary>
    /// <returns>Null when it does not start with two capital letters and a dot.</returns>
    public static string? OfBsuid(ReadOnlySpan<char> bsuid) =>
        bsuid is [>= 'A' and <= 'Z', >= 'A' and <= 'Z', '.', ..] ? new string(bsuid[..2]) : null;

    private static bool AreDigits(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Prefixes as a tree of digits: the longest one is found by reading the number once.</summary>
    private sealed class DigitTree
    {
        private readonly List<short> _next = [];
        private readonly List<string?> _countries = [];

        private DigitTree() => AddNode(null);

        /// <param name="prefixes">Digits and two letters each; a prefix stands after the shorter ones it refines.</param>
        public static DigitTree Read(string prefixes)
        {
            var tree = new DigitTree();
            foreach (var entry in prefixes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                tree.Add(entry.AsSpan(0, entry.Length - 2), country: entry[^2..]);
            }

            return tree;
        }

        public string? Find(ReadOnlySpan<char> digits)
        {
            var node = 0;
            foreach (var digit in digits)
            {
                var next = _next[Edge(node, digit)];
                if (next == 0)
                {
                    break;
                }

                node = next;
            }

            return _countries[node];
        }

        private static int Edge(int node, char digit) => (node * 10) + (digit - '0');

        private void Add(ReadOnlySpan<char> prefix, string country)
        {
            var node = 0;
            foreach (var digit in prefix)
            {
                node = Step(node, digit);
            }

            _countries[node] = country;
        }

        private int Step(int node, char digit)
        {
            if (_next[Edge(node, digit)] == 0)
            {
                _next[Edge(node, digit)] = AddNode(_countries[node]);
            }

            return _next[Edge(node, digit)];
        }

        private short AddNode(string? country)
        {
            _countries.Add(country);
            _next.AddRange(Enumerable.Repeat((short)0, 10));
            return (short)(_countries.Count - 1);
        }
    }
}
