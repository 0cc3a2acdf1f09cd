namespace Bridge.Simulation.Load;

/// <summary>Somebody who writes to a business.</summary>
/// <param name="Phone">Digits without a plus; null for one in ten, who hides it behind a user name.</param>
/// <param name="UserId">The business-scoped id.</param>
internal readonly record struct SimulatedPerson(string? Phone, string UserId, string Name);

/// <summary>The people of a run; made anew each time they are asked for, always the same.</summary>
internal sealed class People(int seed)
{
    private const int PhoneSalt = 1;
    private const int NameSalt = 2;
    private const int HiddenSalt = 3;

    private static readonly (string Country, string Prefix, int Digits)[] Countries =
    [
        ("KE", "2547", 8),
        ("KE", "2547", 8),
        ("NG", "23480", 8),
        ("EG", "2010", 8),
        ("ZA", "2782", 7),
        ("IN", "9198", 8),
        ("IN", "9198", 8),
        ("BR", "55119", 8),
        ("ID", "62812", 8),
        ("MX", "52155", 8),
        ("US", "1415", 7),
        ("GB", "4477", 8),
        ("DE", "49151", 8),
        ("JP", "8190", 8),
    ];

    private static readonly string[] Names =
    [
        "Achieng Otieno",
        "Wanjirũ Kamau",
        "Zoë 🌸",
        "José da Silva",
        "Nguyễn Thị Hạnh",
        "مريم الزهراء",
        "王小明",
        "अनिल शर्मा",
        "さくら",
        "Øyvind Ås",
        "Ольга Петрова",
        "D'Angelo \"DJ\" Brown",
        "👩‍🚀 Amina",
        "Łukasz Żółw",
        "김민준",
        "O. & Sons <Ltd>",
    ];

    public SimulatedPerson this[int index]
    {
        get
        {
            var roll = Dice.Roll(seed, index, PhoneSalt);
            var (country, prefix, digits) = Dice.Pick<(string, string, int)>(Countries, roll);
            var number = (roll / 64 % (ulong)Math.Pow(10, digits)).ToString().PadLeft(digits, '0');
            var isHidden = Dice.Roll(seed, index, HiddenSalt) % 10 == 0;
            return new SimulatedPerson(
                isHidden ? null : prefix + number,
                $"{country}.{roll % 10_000_000_000_000_000}",
                Dice.Pick<string>(Names, Dice.Roll(seed, index, NameSalt))
            );
        }
    }
}
