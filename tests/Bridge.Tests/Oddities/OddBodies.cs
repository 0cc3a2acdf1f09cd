using System.Globalization;
using System.Text;

namespace Bridge.Oddities;

/// <summary>Signed bodies that nobody should send and somebody will: each stopped, slowed or lost something once, or might.</summary>
internal static class OddBodies
{
    private const string Entry = "102290129340398";
    private const string Metadata = """ "metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"} """;

    /// <summary>What is odd about it, and the body.</summary>
    public static IEnumerable<(string Name, byte[] Body)> All() =>
        Keys().Concat(SameMoment()).Concat(Costly()).Concat(Broken()).Select(odd => (odd.Name, Encoding.UTF8.GetBytes(odd.Body)));

    /// <summary>What becomes a key, a column or an index, and is missing, empty, huge or no text.</summary>
    private static IEnumerable<(string Name, string Body)> Keys()
    {
        const string Person = """ "contacts":[{"wa_id":"254711111111","user_id":"KE.1","profile":{"name":""}}] """;
        const string Message =
            """ "messages":[{"from":"254711111111","from_user_id":"KE.1","id":"wamid.NoAccount","timestamp":"1700000000","""
            + """ "type":"text","text":{"body":"x"}}] """;
        yield return (
            "no account and no number",
            $$$$"""{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{{{{{Person}}}},"""
                + $$$$"""{{{{Message}}}}}}]}]}"""
        );
        yield return ("an account of 20 kB", Webhook(Text("wamid.LongAccount", "254711111112"), Noise(20_000)));
        yield return ("an account of 6 kB", Webhook(Text("wamid.LongerAccount", "254711111112"), Noise(6_000)));
        yield return ("a message id of 9 kB", Webhook(Text("wamid." + Noise(9_000), "254711111113")));
        yield return ("an empty message id", Webhook(Text("", "254711111113")));
        yield return (
            "a long former id",
            Change(
                "user_id_update",
                $$$$"""
                "user_id_update":[{"wa_id":"254711111114","detail":"changed","user_id":{"previous":"KE.{{{{Noise(
                    9_000
                )}}}}","current":"KE.2"},"timestamp":"1700000000"}]
                """
            )
        );
        yield return ("a long name", Webhook(Text("wamid.LongName", "254711111115"), name: new string('n', 300_000)));
        yield return ("NUL in an id", Webhook(Text("wamid.NUL\\u0000", "254711111116")));
        yield return ("half a character in an id", Webhook(Text("wamid.\\ud83d", "254711111116")));
        yield return ("half a character in a name", Webhook(Text("wamid.HalfName", "254711111117"), name: "Zo\\udc00"));
        yield return ("a number that is no number", Webhook(Text("wamid.NoNumber", "'; DROP TABLE events; --")));
        yield return ("a field with a strange name", Change("\\u0000<script>" + new string('f', 5_000), """ "a":1 """));
    }

    /// <summary>Facts that differ, told in one second and without ids of their own.</summary>
    private static IEnumerable<(string Name, string Body)> SameMoment()
    {
        const string Error = """ "errors":[{"code":130429,"title":"Rate limit hit"},{"code":130429,"title":"Rate limit hit"}] """;
        yield return ("one error twice", Change("messages", $"{Metadata},{Error}"));
        yield return (
            "calls without an event",
            Change(
                "calls",
                $$$$"""
                {{{{Metadata}}}},"calls":[{"id":"wacid.1","from":"254711111118","timestamp":"1700000000"},
                {"id":"wacid.1","from":"254711111118","timestamp":"1700000000","duration":4}]
                """
            )
        );
        yield return (
            "one status twice, failed for two reasons",
            Change(
                "messages",
                $$$$"""
                {{{{Metadata}}}},"statuses":[{{{{Failed(131026)}}}},{{{{Failed(131047)}}}}]
                """
            )
        );
        yield return (
            "unreadable items of two numbers",
            $$$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"{{{{Entry}}}}","changes":[
              {"field":"messages","value":{"metadata":{"phone_number_id":"1"},"statuses":[{"status":"read"}]}},
              {"field":"messages","value":{"metadata":{"phone_number_id":"2"},"statuses":[{"status":"read"}]}}]}]}
            """
        );
    }

    /// <summary>Small to send, dear to read.</summary>
    private static IEnumerable<(string Name, string Body)> Costly()
    {
        yield return ("80 000 empty statuses", Change("messages", $"{Metadata},\"statuses\":[{Many(80_000, _ => "{}")}]"));
        yield return (
            "18 000 contacts and 18 000 messages",
            Change(
                "messages",
                $$$$"""
                {{{{Metadata}}}},"contacts":[{{{{Contacts(18_000)}}}}],"messages":[{{{{Messages(18_000)}}}}]
                """
            )
        );
        yield return (
            "4 MiB of changes that are ones",
            $$$$"""{"object":"whatsapp_business_account","entry":[{"id":"{{{{Entry}}}}","changes":[{{{{Many(2_000_000, _ => "1")}}}}]}]}"""
        );
        yield return ("a name of 3.9 MB", Webhook(Text("wamid.HugeName", "254711111119"), name: new string('n', 3_900_000)));
        yield return (
            "an order of 118 kB",
            Change(
                "messages",
                $$$$"""
                {{{{Metadata}}}},"messages":[{"from":"254711111120","id":"wamid.Order","timestamp":"1700000000","type":"order",
                "order":{"catalog_id":"1","text":"{{{{new string('o', 118_000)}}}}","product_items":[]}}]
                """
            )
        );
        yield return (
            "a file with a name of 1.5 MB that nobody can read",
            Change(
                "messages",
                $$$$"""
                {{{{Metadata}}}},"messages":[{"id":"wamid.BigUnreadable","timestamp":"1700000000","type":"document","document":
                {"filename":"{{{{new string('d', 1_500_000)}}}}"}}]
                """
            )
        );
    }

    /// <summary>What is no webhook at all.</summary>
    private static IEnumerable<(string Name, string Body)> Broken()
    {
        yield return ("no JSON", "this is not JSON");
        yield return ("a number", "7");
        yield return ("nothing but a list", "[]");
        yield return ("an object without anything", "{}");
        yield return ("an entry without anything", """{"object":"whatsapp_business_account","entry":[{}]}""");
        yield return ("deeper than a well", new string('[', 100_000));
        yield return (
            "members twice",
            """{"object":"page","object":"whatsapp_business_account","entry":[],"entry":[{"id":"1","id":"2","changes":["""
                + """{"field":"messages","field":"calls"}]}]}"""
        );
    }

    public static string Webhook(string message, string account = Entry, string name = "Ann") =>
        $$$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"{{{{account}}}}","changes":[{"field":"messages","value":{
            "messaging_product":"whatsapp",{{{{Metadata}}}},
            "contacts":[{"wa_id":"254711111115","profile":{"name":"{{{{name}}}}"}}],"messages":[{{{{message}}}}]}}]}]}
            """;

    public static string Text(string id, string from) =>
        $$$$"""{"from":"{{{{from}}}}","id":"{{{{id}}}}","timestamp":"1700000000","type":"text","text":{"body":"Habari"}}""";

    private static string Change(string field, string value) =>
        $$$$"""{"object":"whatsapp_business_account","entry":[{"id":"{{{{Entry}}}}","time":1700000000,"changes":["""
        + $$$$"""{"field":"{{{{field}}}}","value":{ {{{{value}}}} }}]}]}""";

    private static string Failed(int code) =>
        """{"id":"wamid.Failed","status":"failed","timestamp":"1700000000","recipient_id":"254711111121","errors":["""
        + $$$$"""{"code":{{{{code}}}},"title":"no"}]}""";

    private static string Contacts(int count) => Many(count, number => $$"""{"wa_id":"{{number}}"}""");

    private static string Messages(int count) => Many(count, number => $$"""{"from":"{{number}}","id":"w{{number}}","type":"text"}""");

    private static string Many(int count, Func<int, string> one) => string.Join(',', Enumerable.Range(1, count).Select(one));

    /// <summary>Text that no compression makes short enough for an index.</summary>
    private static string Noise(int length)
    {
        var random = new Random(length);
        return string.Concat(
            Enumerable
                .Range(0, length)
                .Select(_ =>
                    random.Next(36) is var digit && digit < 10
                        ? digit.ToString(CultureInfo.InvariantCulture)
                        : $"{(char)('a' + digit - 10)}"
                )
        );
    }
}
