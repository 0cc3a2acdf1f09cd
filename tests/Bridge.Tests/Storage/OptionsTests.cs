using Bridge.Intake;
using Bridge.Support;
using Microsoft.Extensions.Options;

namespace Bridge.Storage;

internal sealed class OptionsTests
{
    [TestCase("Store:Provider", "oracle", "Store:Provider (environment Store__Provider) must be sqlite or postgres, but is \"oracle\".")]
    [TestCase("Store:ConnectionString", "", "Store:ConnectionString (environment STORE) must be the path of a file, or postgres://")]
    [TestCase("Store:MaxBytes", "-1", "Store:MaxBytes (environment Store__MaxBytes) must be between 0 and 9223372036854775807, but is -1.")]
    [TestCase("Store:KeepFreeBytes", "1099511627777", "Store:KeepFreeBytes (environment Store__KeepFreeBytes) must be between 0 and")]
    public void A_wrong_store_setting_is_refused_by_name(string key, string value, string failure) =>
        Assert.That(() => Read<StoreOptions>(key, value), Throws.TypeOf<OptionsValidationException>().With.Message.Contains(failure));

    [TestCase("1048575")]
    [TestCase("1099511627777")]
    public void A_spool_too_small_or_too_large_is_refused_by_name(string bytes) =>
        Assert.That(
            () => Read<SpoolOptions>("Spool:MaxBytes", bytes),
            Throws
                .TypeOf<OptionsValidationException>()
                .With.Message.Contains("Spool:MaxBytes (environment Spool__MaxBytes) must be between 1048576")
        );

    [TestCase("6.23:59:59")]
    [TestCase("90.00:00:01")]
    public void Remembering_shorter_than_Meta_repeats_or_absurdly_long_is_refused_by_name(string time) =>
        Assert.That(
            () => Read<IntakeOptions>("Intake:RememberFor", time),
            Throws
                .TypeOf<OptionsValidationException>()
                .With.Message.Contains("Intake:RememberFor (environment Intake__RememberFor) must be between 7.00:00:00 and 90.00:00:00")
        );

    [TestCase("7.00:00:00")]
    [TestCase("90.00:00:00")]
    public void The_bounds_of_remembering_are_allowed(string time) =>
        Assert.That(() => Read<IntakeOptions>("Intake:RememberFor", time), Throws.Nothing);

    [Test]
    public async Task The_defaults_are_those_the_documentation_names()
    {
        using var file = new TemporaryDatabase();
        await using var bridge = new EmbeddedStore(file);

        Assert.That(bridge.Get<IOptions<SpoolOptions>>().Value.MaxBytes, Is.EqualTo(1073741824));
        Assert.That(bridge.Get<IOptions<IntakeOptions>>().Value.RememberFor, Is.EqualTo(TimeSpan.FromDays(8)));
        Assert.That(bridge.Get<IOptions<StoreOptions>>().Value.MaxBytes, Is.Zero);
        Assert.That(bridge.Get<IOptions<StoreOptions>>().Value.KeepFreeBytes, Is.EqualTo(134217728));
        Assert.That(new StoreOptions().ConnectionString, Is.EqualTo("bridge.db"));
    }

    private static void Read<T>(string key, string value)
        where T : class
    {
        using var file = new TemporaryDatabase();
        var bridge = new EmbeddedStore(file, (key, value));
        _ = bridge.Get<IOptions<T>>().Value;
    }
}
