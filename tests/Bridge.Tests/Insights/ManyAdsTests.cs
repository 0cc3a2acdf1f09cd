using System.Text;
using System.Text.Json.Nodes;
using Bridge.Commands;
using Bridge.Intake;
using Bridge.Receiving;
using Bridge.Storage;
using Bridge.Support;

namespace Bridge.Insights;

/// <summary>More ads than the table has rows for.</summary>
public class ManyAdsTests
{
    private const int Ads = 203;

    [Test]
    public async Task The_ads_that_have_no_row_of_their_own_are_the_last_row_together()
    {
        await using var way = await WholeWay.StartAsync(
            StoreProvider.Sqlite,
            overBroker: false,
            [
                ("Insights:MaxSeries", "1000"),
                ("Contacts:CountFrom", "2009-01-01"),
                .. ViewerKey.Settings.Select(one => (one.Key, one.Value)),
            ]
        );

        await way.PostAsync(Clicks());
        JsonNode? table = null;
        await Eventually.HoldsAsync(async () => RowsOf(table = await AdsAsync(way)).Count > 200, "all is counted");

        var rows = RowsOf(table);
        Assert.That((rows.Count, (int?)table!["leftOut"]), Is.EqualTo((201, (int?)(Ads - 200))));
        Assert.That(rows[^1]!.ToJsonString(), Does.StartWith("""["3 others",null,null,null,3,3,"""));
        Assert.That(rows.Sum(row => (int)row![4]!), Is.EqualTo(Ads));
    }

    private static JsonArray RowsOf(JsonNode? table) => table?["rows"] as JsonArray ?? [];

    /// <summary>Of each ad somebody, all in one webhook.</summary>
    private static byte[] Clicks()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var messages = Enumerable
            .Range(1, Ads)
            .Select(ad =>
                $$$"""
                    {"from":"{{{254712345000 + ad}}}","id":"wamid.{{{ad}}}","timestamp":"{{{now}}}","type":"text","text":{"body":"Habari"},
                    "referral":{"source_type":"ad","source_id":"{{{120211000 + ad}}}","ctwa_clid":"ARA{{{ad}}}"}}
                    """
            );
        return Encoding.UTF8.GetBytes(
            $$$"""
            {"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"field":"messages","value":
            {"messaging_product":"whatsapp","metadata":{"phone_number_id":"{{{CapturePost.Number}}}"},
            "messages":[{{{string.Join(',', messages)}}}]}}]}]}
            """
        );
    }

    /// <summary>What <c>meta-bridge ads --json</c> prints.</summary>
    private static async Task<JsonNode> AdsAsync(WholeWay way)
    {
        using var output = new StringWriter();
        string[] arguments = ["ads", "--json", "--server", way.Forwarder.Address.ToString(), "--key", ViewerKey.Text];
        Assert.That(await CommandLine.RunAsync(arguments, output, output, CancellationToken.None), Is.Zero, output.ToString());
        return JsonNode.Parse(output.ToString())!;
    }
}
