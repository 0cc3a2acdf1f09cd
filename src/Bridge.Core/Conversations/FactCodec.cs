using System.Buffers;
using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>Facts as bytes: agents once, times as the distance from the fact before.</summary>
internal static class FactCodec
{
    public static void Write(ArrayBufferWriter<byte> part, IReadOnlyList<LoggedFact> facts)
    {
        var agents = facts.Select(fact => fact.Agent).OfType<string>().Distinct().ToList();
        part.Unsigned((ulong)agents.Count);
        agents.ForEach(agent => part.Text(agent));
        part.Unsigned((ulong)facts.Count);
        var before = 0L;
        foreach (var fact in facts)
        {
            part.Signed(fact.At - before).Write(BitConverter.GetBytes(fact.Id));
            part.Write([(byte)((byte)fact.Kind | ((byte)fact.By << 4)), (byte)fact.Marks]);
            part.Unsigned((ulong)fact.Told).Unsigned((ulong)(fact.Agent is null ? 0 : agents.IndexOf(fact.Agent) + 1));
            before = fact.At;
        }
    }

    public static List<LoggedFact> Read(ref StateInput part)
    {
        var agents = new List<string?> { null };
        for (var left = part.Count(); left > 0 && !part.HasFailed; left--)
        {
            agents.Add(part.Text());
        }

        var facts = new List<LoggedFact>();
        var before = 0L;
        for (var left = part.Count(); left > 0 && !part.HasFailed; left--)
        {
            facts.Add(ReadFact(ref part, before, agents));
            before = facts[^1].At;
        }

        return facts;
    }

    private static LoggedFact ReadFact(ref StateInput part, long before, List<string?> agents)
    {
        var at = before + part.Signed();
        var id = BitConverter.ToUInt32(part.Bytes(4));
        var (kind, marks) = (part.Byte(), part.Byte());
        var told = part.Count();
        var agent = agents.ElementAtOrDefault(part.Count());
        return new LoggedFact(at, id, (FactKind)(kind & 0xF), (ServiceMode)(kind >> 4), (FactMarks)marks, told, agent);
    }
}
