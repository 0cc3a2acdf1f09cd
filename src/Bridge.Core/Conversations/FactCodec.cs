using System.Buffers;
using System.Buffers.Binary;
using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>Facts as bytes: agents once, times as the distance from the fact before.</summary>
internal static class FactCodec
{
    /// <summary>The id, kind with who, marks.</summary>
    private const int FixedBytes = 6;

    public static void Write(ArrayBufferWriter<byte> part, List<LoggedFact> facts)
    {
        var agents = AgentsOf(facts);
        part.Unsigned((ulong)agents.Count);
        agents.ForEach(agent => part.Text(agent));
        part.Unsigned((ulong)facts.Count);
        var before = 0L;
        foreach (var fact in facts)
        {
            part.Signed(fact.At - before);
            WriteFixed(part.GetSpan(FixedBytes), fact);
            part.Advance(FixedBytes);
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

        var facts = new List<LoggedFact>(ConversationState.MostFacts + 1);
        var before = 0L;
        for (var left = part.Count(); left > 0 && !part.HasFailed; left--)
        {
            facts.Add(ReadFact(ref part, before, agents));
            before = facts[^1].At;
        }

        return facts;
    }

    private static List<string> AgentsOf(List<LoggedFact> facts)
    {
        var agents = new List<string>();
        foreach (var fact in facts)
        {
            if (fact.Agent is { } agent && !agents.Contains(agent))
            {
                agents.Add(agent);
            }
        }

        return agents;
    }

    private static void WriteFixed(Span<byte> bytes, LoggedFact fact)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, fact.Id);
        bytes[4] = (byte)((byte)fact.Kind | ((byte)fact.By << 4));
        bytes[5] = (byte)fact.Marks;
    }

    private static LoggedFact ReadFact(ref StateInput part, long before, List<string?> agents)
    {
        var at = before + part.Signed();
        var bytes = part.Bytes(FixedBytes);
        var (id, kind, marks) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes), bytes[4], bytes[5]);
        var told = part.Count();
        var agent = part.Count() is var index && index < agents.Count ? agents[index] : null;
        return new LoggedFact(at, id, (FactKind)(kind & 0xF), (ServiceMode)(kind >> 4), (FactMarks)marks, told, agent);
    }
}
