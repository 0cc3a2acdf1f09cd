using System.Text;
using BenchmarkDotNet.Attributes;
using Bridge.Core.Webhooks;

namespace Bridge.Benchmarks.Micro;

/// <summary>The check every request pays for, whoever sent it.</summary>
public class SignatureBenchmarks
{
    private readonly byte[][] _secrets = [Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef")];
    private byte[] _body = [];
    private string _header = "";

    [Params(1_000, 600_000)]
    public int Bytes { get; set; }

    [GlobalSetup]
    public void Sign()
    {
        _body = WebhookBodies.Many(0, 1 + (Bytes / 400))[..Bytes];
        _header = WebhookSignature.Sign(_body, _secrets[0]);
    }

    [Benchmark]
    public bool Verify() => WebhookSignature.Verify(_body, _header, _secrets) == SignatureResult.Valid;
}
