using BenchmarkDotNet.Attributes;
using Bridge.Core.Users;

namespace Bridge.Benchmarks.Micro;

/// <summary>The country of a number, for each of a message's ids. Aim: well below 100 ns, nothing allocated.</summary>
public class PhoneCountryBenchmarks
{
    /// <summary>A calling code of its own, one shared by 25 countries, and the deepest prefix of the table.</summary>
    [Params("254712345678", "14165550123", "61891621234")]
    public string Number { get; set; } = "";

    [Benchmark]
    public string? Find() => PhoneCountry.Of(Number);
}
