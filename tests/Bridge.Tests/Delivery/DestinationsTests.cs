using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bridge.Delivery;

internal sealed class DestinationsTests
{
    private const string Number = "106540352242922";

    [TestCase("https://collector.example.com", "https://collector.example.com/v1/capture")]
    [TestCase("https://collector.example.com/", "https://collector.example.com/v1/capture")]
    [TestCase(" https://collector.example.com:8443 ", "https://collector.example.com:8443/v1/capture")]
    [TestCase("https://collector.example.com/ingest/track", "https://collector.example.com/ingest/track")]
    [TestCase("https://collector.example.com?tenant=7", "https://collector.example.com/v1/capture?tenant=7")]
    [TestCase("http://localhost:9000", "http://localhost:9000/v1/capture")]
    [TestCase("http://127.0.0.1:9000", "http://127.0.0.1:9000/v1/capture")]
    [TestCase("http://[::1]:9000", "http://[::1]:9000/v1/capture")]
    public void An_address_without_a_path_gets_the_collectors_path(string configured, string posted)
    {
        using var app = App(("Collector:Url", configured));

        var destination = app.Services.GetRequiredService<Destinations>().Find(Destinations.Default)!;

        Assert.That(destination.Url, Is.EqualTo(new Uri(posted)));
    }

    [Test]
    public void A_business_number_with_an_entry_of_its_own_goes_there_and_all_others_to_the_default()
    {
        using var app = App(($"Sources:{Number}:WriteKey", "its-own"));

        var destinations = app.Services.GetRequiredService<Destinations>();

        Assert.That(
            (destinations.Route(Number), destinations.Route("1"), destinations.Route(null)),
            Is.EqualTo((Number, "default", "default"))
        );
    }

    [Test]
    public void A_source_without_an_address_inherits_the_collectors()
    {
        using var app = App(("Collector:Gzip", "true"), ($"Sources:{Number}:WriteKey", "its-own"));

        var destination = app.Services.GetRequiredService<Destinations>().Find(Number);

        Assert.That(
            destination,
            Is.EqualTo(new Destination(Number, new Uri("https://collector.example.com/v1/capture"), "its-own", Gzip: true))
        );
    }

    [TestCase(
        "Collector:Url",
        "",
        "Collector:Url (environment COLLECTOR_URL) is missing: set it to the collector's address, such as https://collector.example.com."
    )]
    [TestCase(
        "Collector:Url",
        "collector.example.com",
        "Collector:Url (environment COLLECTOR_URL) must be an address that starts with https:// or http://."
    )]
    [TestCase(
        "Collector:Url",
        "/v1/capture",
        "Collector:Url (environment COLLECTOR_URL) must be an address that starts with https:// or http://."
    )]
    [TestCase(
        "Collector:Url",
        "ftp://collector.example.com",
        "Collector:Url (environment COLLECTOR_URL) must be an address that starts with https:// or http://."
    )]
    [TestCase(
        "Collector:Url",
        "https://me:secret@collector.example.com",
        "Collector:Url (environment COLLECTOR_URL) holds a user name or password: the collector knows Bridge by the write key alone."
    )]
    [TestCase(
        "Collector:Url",
        "http://collector.example.com",
        "Collector:Url (environment COLLECTOR_URL) is not https, but \"http://collector.example.com\": "
            + "use https, or set Collector:AllowHttp=true if the network between is private."
    )]
    [TestCase(
        "Collector:WriteKey",
        " ",
        "Collector:WriteKey (environment COLLECTOR_WRITE_KEY) is missing: set it to the write key the collector gave you."
    )]
    [TestCase(
        "Collector:WriteKey",
        "two\nlines",
        "Collector:WriteKey (environment COLLECTOR_WRITE_KEY) holds a space, a line break or "
            + "a character beyond ASCII, which no write key does: copy it again."
    )]
    [TestCase(
        "Sources:1:Url",
        "https://other.example.com",
        "Sources:1:WriteKey (environment Sources__1__WriteKey) is missing: set it to the write key the collector gave you."
    )]
    [TestCase(
        "Sources:default:WriteKey",
        "key",
        "Sources:default:Url (environment Sources__default__Url) has a name that belongs to the default destination: "
            + "set that by Collector:Url "
            + "and Collector:WriteKey."
    )]
    public void Each_problem_is_one_sentence_that_names_the_key_and_its_environment_variable(string key, string value, string sentence)
    {
        using var app = App((key, value));

        var failures = Assert.Throws<OptionsValidationException>(app.Services.GetRequiredService<IStartupValidator>().Validate)!.Failures;

        Assert.That(failures.Single(), Is.EqualTo(sentence));
    }

    [TestCase("Collector:AllowHttp", "perhaps")]
    [TestCase("Collector:Gzip", "2")]
    public void A_value_of_the_wrong_type_is_told_with_its_key(string key, string value)
    {
        using var app = App((key, value));

        var failures = Assert.Throws<OptionsValidationException>(app.Services.GetRequiredService<IStartupValidator>().Validate)!.Failures;

        Assert.That(failures.Single(), Does.Contain(key));
    }

    [Test]
    public void Http_is_allowed_when_somebody_says_so()
    {
        using var app = App(("Collector:Url", "http://collector.internal"), ("Collector:AllowHttp", "true"));

        Assert.That(app.Services.GetRequiredService<IStartupValidator>().Validate, Throws.Nothing);
    }

    [TestCase("TimeoutSeconds", "0", "Delivery:TimeoutSeconds (environment Delivery__TimeoutSeconds) must be between 1 and 120, but is 0.")]
    [TestCase("InFlight", "33", "Delivery:InFlight (environment Delivery__InFlight) must be between 1 and 32, but is 33.")]
    [TestCase(
        "MaxAge",
        "00:00:59",
        "Delivery:MaxAge (environment Delivery__MaxAge) must be between 00:01:00 and 365.00:00:00, but is 00:00:59."
    )]
    [TestCase(
        "LingerMilliseconds",
        "1001",
        "Delivery:LingerMilliseconds (environment Delivery__LingerMilliseconds) must be between 0 and 1000, but is 1001."
    )]
    [TestCase("PollSeconds", "0", "Delivery:PollSeconds (environment Delivery__PollSeconds) must be between 1 and 300, but is 0.")]
    public void Options_out_of_range_are_told_with_their_range(string option, string value, string sentence)
    {
        using var app = App(($"Delivery:{option}", value));

        var failures = Assert.Throws<OptionsValidationException>(app.Services.GetRequiredService<IStartupValidator>().Validate)!.Failures;

        Assert.That(failures.Single(), Is.EqualTo(sentence));
    }

    [Test]
    public void Destinations_with_problems_cannot_be_used_even_if_nobody_validated_them()
    {
        using var app = App(("Collector:WriteKey", ""));

        Assert.That(app.Services.GetRequiredService<Destinations>, Throws.TypeOf<OptionsValidationException>());
    }

    [Test]
    public void A_changed_key_is_used_without_a_restart()
    {
        using var app = App();
        var destinations = app.Services.GetRequiredService<Destinations>();
        var change = destinations.NextChange();

        app.Reconfigure("Collector:WriteKey", "new");

        Assert.That((destinations.Find(Destinations.Default)!.WriteKey, change.IsCompleted), Is.EqualTo(("new", true)));
    }

    [Test]
    public void A_change_elsewhere_is_no_change()
    {
        using var app = App();
        var change = app.Services.GetRequiredService<Destinations>().NextChange();

        app.Reconfigure("Delivery:InFlight", "2");

        Assert.That(change.IsCompleted, Is.False);
    }

    [Test]
    public void A_faulty_change_is_told_and_the_previous_destinations_stay()
    {
        using var log = new LogRecorder();
        using var app = App(log);
        var destinations = app.Services.GetRequiredService<Destinations>();

        app.Reconfigure("Collector:WriteKey", "");

        Assert.That(destinations.Find(Destinations.Default)!.WriteKey, Is.EqualTo("secret-key"));
        Assert.That(log.At(LogLevel.Error).Single(), Does.Contain("COLLECTOR_WRITE_KEY"));
    }

    [Test]
    public void A_destination_does_not_print_its_secrets()
    {
        var destination = new Destination("default", new Uri("https://collector.example.com/v1/capture?key=secret-query"), "secret-key");

        Assert.That($"{destination}", Is.EqualTo("default at https://collector.example.com/v1/capture"));
    }

    private static WebApplication App(params (string Key, string? Value)[] settings) => App(null, settings);

    private static WebApplication App(LogRecorder? log, params (string Key, string? Value)[] settings)
    {
        var builder = BareApp.NewBuilder([
            ("Collector:Url", "https://collector.example.com"),
            ("Collector:WriteKey", "secret-key"),
            .. settings,
        ]);
        if (log is not null)
        {
            builder.Logging.AddProvider(log);
        }

        return builder.AddCollector().Build();
    }
}
