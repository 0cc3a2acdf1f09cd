using System.Net;
using Bridge.Ops.Access;
using Bridge.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Ops;

/// <summary>Users who are changed while Bridge runs: whose session ends, and whose stays.</summary>
public class ChangedUsersTests
{
    [Test]
    public async Task A_session_ends_at_once_when_its_user_is_removed_or_gets_another_key_or_role()
    {
        foreach (var (setting, value) in new[] { ("Name", "viktor"), ("KeyHash", OpsKey.Create().Hash), ("Role", "operator") })
        {
            await using var rig = await OpsRig.StartAsync();
            using var visitor = await rig.VisitAsync(OpsRole.Viewer);
            Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.OK));

            Change(rig, $"Ops:Users:0:{setting}", value);

            Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.SeeOther), setting);
        }
    }

    [Test]
    public async Task A_hash_may_come_from_a_mounted_file()
    {
        using var file = new TemporaryDatabase();
        await File.WriteAllTextAsync(file.Path, OpsRig.OperatorKey.Hash + "\n");
        await using var rig = await OpsRig.StartAsync([new("Ops:Users:1:KeyHash", "file:" + file.Path)]);

        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task A_session_outlives_the_change_of_other_users()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        Change(rig, "Ops:Users:0:KeyHash", OpsKey.Create().Hash);

        Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(rig.Bridge.Logs, Has.Some.Contains("The users of /ops and /api changed: there are 2 now"));
    }

    [Test]
    public async Task Unsound_users_are_refused_while_it_runs_and_the_sound_ones_stay()
    {
        await using var rig = await OpsRig.StartAsync();
        using var visitor = await rig.VisitAsync(OpsRole.Operator);

        Assert.That(
            () => Change(rig, "Ops:Users:1:KeyHash", "nonsense"),
            Throws.InstanceOf<AggregateException>().With.Message.Contains("Ops:Users:1:KeyHash")
        );

        Assert.That((await visitor.GetAsync("/ops/audit")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    private static void Change(OpsRig rig, string key, string value)
    {
        var settings = (IConfigurationRoot)rig.Bridge.Services.GetRequiredService<IConfiguration>();
        settings[key] = value;
        settings.Reload();
    }
}
