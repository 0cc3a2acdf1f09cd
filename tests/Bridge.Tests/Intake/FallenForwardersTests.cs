using System.Diagnostics;
using Bridge.Storage;

namespace Bridge.Intake;

/// <summary>For whom a forwarder says goodbye: only for those that can hold nothing any more.</summary>
public class FallenForwardersTests
{
    private const int NoProcess = int.MaxValue;
    private static readonly DateTimeOffset Now = new(2026, 1, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Me = FallenForwarders.NameSelf();

    [Test]
    public void One_of_this_machine_whose_process_has_ended_is_said_goodbye_for_and_so_is_who_had_this_processs_id_before()
    {
        var killed = Row(Name(NoProcess));
        var before = Row(FallenForwarders.NameSelf());

        Assert.That(
            Goodbyes(killed, before),
            Is.EqualTo(
                new[]
                {
                    new Heartbeat(HeartbeatRole.Forward, killed.Instance, killed.ClearUntil, IsLeaving: true),
                    new Heartbeat(HeartbeatRole.Forward, before.Instance, before.ClearUntil, IsLeaving: true),
                }
            )
        );
    }

    [Test]
    public void One_whose_process_runs_is_waited_for_however_silent_it_is()
    {
        var eldest = Process.GetProcesses().Select(process => process.Id).Where(id => id > 0).Min();

        Assert.That(Goodbyes(Row(Name(eldest)), Row(Me)), Is.Empty);
    }

    [Test]
    public void Of_another_machine_of_an_older_version_or_of_a_receiver_nothing_is_known() =>
        Assert.That(
            Goodbyes(
                Row($"elsewhere:{NoProcess}:a"),
                Row($"{Environment.MachineName}:0123456789abcdef"),
                Row(Name(NoProcess)) with
                {
                    Role = HeartbeatRole.Receive,
                }
            ),
            Is.Empty
        );

    [Test]
    public void One_that_spoke_just_now_or_said_goodbye_itself_needs_none() =>
        Assert.That(
            Goodbyes(
                Row(Name(NoProcess)) with
                {
                    At = Now.AddSeconds(-20),
                },
                Row(Name(NoProcess)) with
                {
                    IsLeaving = true,
                }
            ),
            Is.Empty
        );

    private static IEnumerable<Heartbeat> Goodbyes(params HeartbeatRow[] rows) =>
        FallenForwarders.SayGoodbye(new Heartbeats(Now, rows), Me);

    private static string Name(int process) => $"{Environment.MachineName}:{process}:{Guid.NewGuid():N}";

    private static HeartbeatRow Row(string instance) =>
        new(HeartbeatRole.Forward, instance, Now.AddMinutes(-2), Now.AddMinutes(-3), null, null, IsLeaving: false);
}
