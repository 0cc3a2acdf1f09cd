using System.Buffers;
using Bridge.Core.Events;

namespace Bridge.Core.Conversations;

/// <summary>What older facts add up to, as bytes.</summary>
internal static class EpisodeCodec
{
    [Flags]
    private enum Flags : byte
    {
        None = 0,
        IsByBusiness = 1,
        PersonReplied = 2,
        BotAnswered = 4,
        SomebodyAnswered = 8,
        AskedForPerson = 16,
    }

    public static void Write(ArrayBufferWriter<byte> part, EpisodeThread thread)
    {
        part.Signed(thread.Horizon).Unsigned((byte)thread.Mode).Text(thread.Agent).Maybe(thread.HandedAt);
        Write(part, thread.Handoff);
        part.Unsigned((ulong)thread.Episodes.Count);
        thread.Episodes.ForEach(episode => Write(part, episode));
    }

    public static EpisodeThread Read(ref StateInput part)
    {
        var thread = new EpisodeThread
        {
            Horizon = part.Signed(),
            Mode = (ServiceMode)part.Unsigned(),
            Agent = part.Text(),
            HandedAt = part.Maybe(),
            Handoff = ReadHandoff(ref part),
        };
        for (var left = part.Count(); left > 0 && !part.HasFailed; left--)
        {
            thread.Episodes.Add(ReadEpisode(ref part));
        }

        return thread;
    }

    private static void Write(ArrayBufferWriter<byte> part, Handoff? handoff)
    {
        part.Maybe(handoff?.At);
        if (handoff is not null)
        {
            part.Text(handoff.Agent).Write([(byte)handoff.To, (byte)handoff.Source]);
        }
    }

    private static Handoff? ReadHandoff(ref StateInput part)
    {
        if (part.Maybe() is not { } at)
        {
            return null;
        }

        var agent = part.Text();
        var (to, source) = (part.Byte(), part.Byte());
        return new Handoff(at, (ServiceMode)to, agent, (HandoffSource)source);
    }

    private static void Write(ArrayBufferWriter<byte> part, Episode episode)
    {
        part.Signed(episode.OpenedAt).Write([(byte)FlagsOf(episode)]);
        part.Unsigned((ulong)episode.Number).Unsigned((ulong)episode.Told).Signed(episode.LastMessageAt - episode.OpenedAt);
        part.Unsigned((ulong)episode.Inbound).Unsigned((ulong)episode.Outbound).Unsigned((ulong)episode.Campaigns);
        part.Unsigned((ulong)episode.Handoffs).Maybe(episode.UnansweredSince).Maybe(episode.FirstResponseSeconds);
        part.Text(episode.Agent).Unsigned((byte)episode.Mode).Unsigned((byte)episode.End).Signed(episode.EndedAt);
    }

    private static Episode ReadEpisode(ref StateInput part)
    {
        var opened = part.Signed();
        var flags = (Flags)part.Byte();
        return new Episode(opened, flags.HasFlag(Flags.IsByBusiness))
        {
            PersonReplied = flags.HasFlag(Flags.PersonReplied),
            BotAnswered = flags.HasFlag(Flags.BotAnswered),
            SomebodyAnswered = flags.HasFlag(Flags.SomebodyAnswered),
            AskedForPerson = flags.HasFlag(Flags.AskedForPerson),
            Number = part.Count(),
            Told = part.Count(),
            LastMessageAt = opened + part.Signed(),
            Inbound = part.Count(),
            Outbound = part.Count(),
            Campaigns = part.Count(),
            Handoffs = part.Count(),
            UnansweredSince = part.Maybe(),
            FirstResponseSeconds = part.Maybe(),
            Agent = part.Text(),
            Mode = (ServiceMode)part.Unsigned(),
            End = (EpisodeEnd)part.Unsigned(),
            EndedAt = part.Signed(),
        };
    }

    private static Flags FlagsOf(Episode episode) =>
        (episode.IsByBusiness ? Flags.IsByBusiness : Flags.None)
        | (episode.PersonReplied ? Flags.PersonReplied : Flags.None)
        | (episode.BotAnswered ? Flags.BotAnswered : Flags.None)
        | (episode.SomebodyAnswered ? Flags.SomebodyAnswered : Flags.None)
        | (episode.AskedForPerson ? Flags.AskedForPerson : Flags.None);
}
