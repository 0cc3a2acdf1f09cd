using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Configuration;
using Bridge.Core.Conversations;
using Bridge.Core.Translation;
using Bridge.Intake;
using Bridge.Messaging;
using Bridge.Storage;
using Bridge.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bridge.Conversations;

/// <summary>
/// The webhooks of many conversations, shuffled, repeated, split over groups and over several intakes at once, come to the same in the
/// store as in order, one by one. Each failure names the seed that shows it again.
/// </summary>
[TestFixture(StoreProvider.Sqlite)]
[TestFixture(StoreProvider.Postgres, Category = Needs.Server)]
internal sealed class CoreWholeTests(string provider)
{
    private const int People = 6;

    /// <summary>
    /// So many are named by both ids in every message they write; of the others nobody knows at first that two ids are one person, and
    /// their contact may have been told under both when it turns out.
    /// </summary>
    private const int AlwaysNamed = 4;

    private static readonly DateTimeOffset Began = new(2026, 1, 23, 9, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Shuffled_over_four_intakes_at_once_people_have_the_conversations_they_have_in_order([Range(1, 8)] int seed)
    {
        var random = new Random(seed);
        var webhooks = Webhooks(random);
        await using var ordered = await Intakes.StartAsync(StoreProvider.Sqlite, 1);
        await using var shuffled = await Intakes.StartAsync(provider, provider == StoreProvider.Postgres ? 4 : 1);
        foreach (var webhook in webhooks)
        {
            await ordered.TakeInAsync([webhook], 0);
        }

        string[] all = [.. webhooks, .. webhooks];
        random.Shuffle(all);
        await Task.WhenAll(all.Chunk(7).Select((group, place) => Task.Run(() => shuffled.TakeInAsync(group, place))));

        Assert.That(await shuffled.ConversationsAsync(), Is.EqualTo(await ordered.ConversationsAsync()).And.Not.Empty, $"seed {seed}");
        var (events, expected) = (await shuffled.EventsAsync(), await ordered.EventsAsync());
        Assert.That(events.Select(Id), Is.Unique, $"seed {seed}");
        Assert.That(events.Where(IsMessage).Select(Id).Order(), Is.EqualTo(expected.Where(IsMessage).Select(Id).Order()), $"seed {seed}");
        Assert.That(Contacts(events), Is.EqualTo(Contacts(expected)).And.Unique, $"seed {seed}");
    }

    private static string[] Webhooks(Random random)
    {
        var webhooks = new List<(int At, string Body)>();
        for (var person = 0; person < People; person++)
        {
            var at = random.Next(60);
            for (var left = random.Next(4, 20); left > 0; left--)
            {
                at += random.Next(6) == 0 ? random.Next(25, 40) * 3600 : random.Next(1800);
                webhooks.Add((at, Webhook(random, person, $"wamid.{person}.{left}", at)));
            }
        }

        return [.. webhooks.OrderBy(webhook => webhook.At).Select(webhook => webhook.Body)];
    }

    private static string Webhook(Random random, int person, string id, int at)
    {
        var (phone, bsuid) = ($"25471234567{person}", $"KE.2099001827553641770{person}");
        var time = Began.AddSeconds(at).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var note = random.Next(3) == 0 ? "agentId=a1" : "isAutomated=true";
        return random.Next(5) switch
        {
            < 2 => Around(
                $$"""
                "messages":[{"from":"{{phone}}","from_user_id":"{{bsuid}}","id":"{{id}}","timestamp":"{{time}}","type":"text",
                "text":{"body":"{{(random.Next(4) == 0 ? "a person" : "hello")}}"} }]
                """
            ),
            2 when person >= AlwaysNamed => Around(
                $$"""
                "messages":[{"from_user_id":"{{bsuid}}","id":"{{id}}","timestamp":"{{time}}","type":"text","text":{"body":"hello"} }]
                """
            ),
            _ => Around(
                $$"""
                "statuses":[{"id":"{{id}}","status":"sent","timestamp":"{{time}}","recipient_id":"{{phone}}",
                "biz_opaque_callback_data":"{{note}}"}]
                """
            ),
        };
    }

    private static string Around(string value) =>
        """{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":{"""
        + $$"""
            "messaging_product":"whatsapp","metadata":{"display_phone_number":"254700000000","phone_number_id":"{{Translations.Source}}"},
            {{value}}
            """
        + "}}]}]}";

    private static IEnumerable<string> Contacts(IEnumerable<JsonNode> events) =>
        from one in events
        let user = (string)one["userId"]!
        where Name(one) == "contact.created" && user[0] == '+' && user[^1] - '0' < AlwaysNamed
        orderby user
        select user;

    private static string? Name(JsonNode one) => (string?)one["event"];

    private static string? Id(JsonNode one) => (string?)one["context"]!["eventId"];

    private static bool IsMessage(JsonNode one) => Name(one)!.StartsWith("message.", StringComparison.Ordinal);

    /// <summary>Several intakes on one store.</summary>
    private sealed class Intakes(StoreLocation location, WebApplication[] apps) : IAsyncDisposable
    {
        private static readonly TranslationOptions Options = TranslationOptions.Default with
        {
            HandoffTriggers = new HandoffTriggers(["a person"], []),
        };

        public static async Task<Intakes> StartAsync(string provider, int count)
        {
            var location = await StoreLocation.CreateAsync(provider);
            return new Intakes(location, [.. Enumerable.Range(0, count).Select(_ => Start(location.Address))]);
        }

        public async Task TakeInAsync(IReadOnlyList<string> webhooks, int place)
        {
            var services = apps[place % apps.Length].Services;
            var translations = webhooks.Select(body =>
                WebhookTranslator.Translate(Encoding.UTF8.GetBytes(body), Began.AddDays(30), Options)
            );
            var batch = EventBatchReader.Read(Translations.Batch(translations)).Batch!;
            var items = services.GetRequiredService<IntakeItems>().Of(batch).ToList();
            await services.GetRequiredService<EventIntake>().TakeInAsync(new IntakeBatch(items), CancellationToken.None);
        }

        /// <summary>What each person's conversations are, but for numbers and for what was told when.</summary>
        public async Task<IEnumerable<string>> ConversationsAsync() =>
            (await location.BlobsAsync("conversations", "state"))
                .Where(state => state.Length > 0)
                .Select(state => Laid(ConversationState.Read(state)))
                .Order(StringComparer.Ordinal);

        public async Task<IReadOnlyList<JsonNode>> EventsAsync()
        {
            var store = apps[0].Services.GetRequiredService<IStore>();
            var waiting = await store.ClaimAsync("default", 10_000, int.MaxValue, CancellationToken.None);
            return [.. waiting.Select(each => JsonNode.Parse(each.Payload)!)];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var app in apps)
            {
                await app.DisposeAsync();
            }

            await location.DisposeAsync();
        }

        private static string Laid(ConversationState state)
        {
            var view = ThreadView.Of(state, [], new ConversationSettings { InitialMode = Core.Events.ServiceMode.Bot });
            return string.Join('\n', view.Thread.Episodes.Select(episode => episode with { Number = 0, Told = 0 }));
        }

        private static WebApplication Start(string address)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Configuration["Store:ConnectionString"] = address;
            builder.Configuration["Events:Forward"] = "all";
            builder.Configuration["Contacts:CountFrom"] = "2009-01-01";
            builder.Configuration["Conversations:InitialMode"] = "bot";
            builder.Configuration["Broker:Url"] = "amqp://nobody.invalid";
            builder.Services.AddSingleton<TimeProvider>(new ManualTime());
            builder.Services.AddSingleton<DestinationOf>(_ => _ => "default");
            builder.AddStorage().AddMessaging(Role.Forward).AddIntake();
            return builder.Build();
        }
    }
}
