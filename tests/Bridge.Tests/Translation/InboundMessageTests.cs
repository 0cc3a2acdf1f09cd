namespace Bridge.Translation;

/// <summary>What a message of a person becomes, and what Meta may leave out of it.</summary>
[TestFixture]
internal sealed class InboundMessageTests
{
    [TestCase("""{"from":"254712345678","type":"text"}""", "the message has no id")]
    [TestCase("""{"id":"","type":"text"}""", "the message has no id")]
    [TestCase("""{"id":{},"type":"text"}""", "the message has no id")]
    [TestCase("\"wamid.A\"", "the item is not an object")]
    [TestCase("[]", "the item is not an object")]
    [TestCase("7", "the item is not an object")]
    public void A_message_without_an_id_is_unreadable(string message, string reason)
    {
        var translation = Translated.Value($"\"messages\":[{message}]");

        Assert.That(translation.Events, Is.Empty);
        Assert.That(translation.Unreadable.Single().Reason, Is.EqualTo(reason));
    }

    [Test]
    public void Nothing_but_the_id_is_needed()
    {
        var trackEvent = Translated
            .Body("""{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"id":"wamid.A"}]}}]}]}""")
            .OnlyEvent();

        Assert.That(trackEvent.ToJsonString(), Does.Contain("\"userId\":\"system\"").And.Contain("\"timestampSource\":\"receipt\""));
        Assert.That(
            trackEvent.Properties().ToJsonString(),
            Is.EqualTo(
                """{"messageId":"wamid.A","direction":"inbound","contentType":"unsupported","contentLength":0,"hasMedia":"""
                    + """false,"mediaType":null}"""
            )
        );
    }

    [TestCase("\"type\":\"poll_creation\"", "poll_creation")]
    [TestCase("\"type\":\"unknown\"", "unsupported")]
    [TestCase("\"type\":\"ephemeral\"", "ephemeral")]
    [TestCase("\"type\":7", "7")]
    [TestCase("\"type\":null", "unsupported")]
    [TestCase("\"type\":{}", "unsupported")]
    [TestCase("\"type\":null,\"image\":{\"mime_type\":\"image/png\"}", "image")]
    [TestCase("\"location\":{\"latitude\":1}", "location")]
    [TestCase("\"type\":\"voice\",\"voice\":{}", "audio")]
    [TestCase("\"type\":\"interactive\",\"interactive\":null", "interactive")]
    [TestCase("\"type\":\"interactive\",\"interactive\":{\"type\":\"button_reply\",\"button_reply\":null}", "button_reply")]
    [TestCase("\"type\":\"interactive\",\"interactive\":{\"type\":\"payment_notification\"}", "payment")]
    [TestCase("\"type\":\"interactive\",\"interactive\":{\"type\":\"something_new\"}", "something_new")]
    public void A_type_passes_as_it_is_named_and_without_one_the_content_says_it(string members, string contentType)
    {
        Assert.That((string?)Translated.Message(members).Event(0).Properties()["contentType"], Is.EqualTo(contentType));
    }

    [Test]
    public void A_very_long_type_is_cut_also_in_the_middle_of_an_emoji()
    {
        var line = Translated.Message($"\"type\":\"{new string('x', 63)}👍👍\"").Lines().Single();

        Assert.That(WellFormed.FindFault(line), Is.Null);
        Assert.That(line, Does.Contain(new string('x', 63)).And.Not.Contain("👍"));
    }

    [TestCase("\"type\":\"text\",\"text\":{\"body\":\"a👍🏾é\"}", 4)]
    [TestCase("\"type\":\"text\",\"text\":null", 0)]
    [TestCase("\"type\":\"text\",\"text\":{\"body\":7}", 0)]
    [TestCase("\"type\":\"image\",\"image\":{\"caption\":\"\\u00e9t\\u00e9\"}", 3)]
    [TestCase("\"type\":\"location\",\"location\":{\"name\":\"Kencom\"}", 0)]
    [TestCase("\"type\":\"document\",\"document\":{\"filename\":\"a.pdf\"}", 0)]
    [TestCase("\"type\":\"unsupported\",\"text\":{\"body\":\"Habari\"}", 6)]
    [TestCase("\"type\":\"ephemeral\",\"text\":{\"body\":\"Habari\"}", 6)]
    [TestCase("\"type\":\"video_note\",\"video_note\":{\"caption\":\"ona\"}", 3)]
    [TestCase("\"type\":\"TEXT\",\"text\":{\"body\":\"Habari\"}", 6)]
    [TestCase("\"type\":\"button\",\"button\":{\"text\":\"Ndiyo\",\"payload\":\"yes\"}", 0)]
    [TestCase(
        "\"type\":\"interactive\",\"interactive\":{\"type\":\"button_reply\",\"button_reply\":{\"id\":\"1\",\"title\":\"Ndiyo\"}}",
        0
    )]
    [TestCase("\"type\":\"interactive\",\"interactive\":{\"type\":\"list_reply\",\"list_reply\":{\"id\":\"1\",\"title\":\"Nairobi\"}}", 0)]
    public void Content_length_counts_the_code_points_of_text_or_caption_alone(string members, int length)
    {
        Assert.That((int?)Translated.Message(members).OnlyEvent().Properties()["contentLength"], Is.EqualTo(length));
    }

    [TestCase("\"type\":\"button\",\"button\":{\"text\":\"Ndiyo\"}", "buttonTitle", "Ndiyo")]
    [TestCase(
        "\"type\":\"interactive\",\"interactive\":{\"type\":\"list_reply\",\"list_reply\":{\"title\":\"Nairobi\"}}",
        "listTitle",
        "Nairobi"
    )]
    [TestCase("\"type\":\"unsupported\",\"unsupported\":{\"type\":\"poll_creation\"}", "unsupportedType", "poll_creation")]
    [TestCase("\"type\":\"contacts\",\"contacts\":[{\"origin\":\"request_contact_info\"}]", "contactOrigin", "request_contact_info")]
    [TestCase(
        "\"type\":\"interactive\",\"interactive\":{\"type\":\"payment_method\",\"payment_method\":{\"payment_method\":\"pix\"}}",
        "paymentMethod",
        "pix"
    )]
    [TestCase(
        "\"type\":\"interactive\",\"interactive\":{\"type\":\"payment_notification\",\"payment_notification\":{"
            + "\"payment_status\":\"PAID\"}}",
        "paymentStatus",
        "paid"
    )]
    public void What_Meta_says_beside_the_words_is_told(string members, string property, string value)
    {
        Assert.That((string?)Translated.Message(members).Event(0).Properties()[property], Is.EqualTo(value));
    }

    [TestCase("{\"response\":\"ACCEPT\",\"is_permanent\":true}", "accept", true, null)]
    [TestCase(
        "{\"response\":\"accept\",\"is_permanent\":false,\"expiration_timestamp\":1769767200}",
        "accept",
        false,
        "2026-01-30T10:00:00.000Z"
    )]
    [TestCase("{\"response\":\"reject\"}", "reject", null, null)]
    public void The_permission_to_call_is_told_with_how_long_it_holds(string reply, string response, bool? isPermanent, string? expiresAt)
    {
        var properties = Translated
            .Message(
                $$"""
                "type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{{reply}} }
                """
            )
            .OnlyEvent()
            .Properties();

        Assert.That((string?)properties["response"], Is.EqualTo(response));
        Assert.That((bool?)properties["isPermanent"], Is.EqualTo(isPermanent));
        Assert.That((string?)properties["expiresAt"], Is.EqualTo(expiresAt));
    }

    [Test]
    public void A_file_whose_kind_is_not_said_has_media_of_no_type()
    {
        var properties = Translated.Message("\"type\":\"video\",\"video\":null").OnlyEvent().Properties().AsObject();

        Assert.That((bool?)properties["hasMedia"], Is.True);
        Assert.That(properties.ContainsKey("mediaType"), Is.True);
        Assert.That(properties["mediaType"], Is.Null);
    }

    [Test]
    public void A_failed_download_keeps_the_type_and_tells_the_code()
    {
        var properties = Translated
            .Message("\"type\":\"image\",\"errors\":[null,{\"code\":\"131052\"},{\"code\":1}]")
            .OnlyEvent()
            .Properties();

        Assert.That((string?)properties["contentType"], Is.EqualTo("image"));
        Assert.That((int?)properties["errorCode"], Is.EqualTo(131052));
    }

    [Test]
    public void The_unavailable_message_and_the_real_one_are_two_facts()
    {
        var unavailable = Translated.Message("\"type\":\"unsupported\",\"errors\":[{\"code\":131060}]");
        var real = Translated.Message("\"type\":\"text\",\"text\":{\"body\":\"Habari\"}");
        var unsupported = Translated.Message("\"type\":\"unsupported\",\"errors\":[{\"code\":131051}]");

        Assert.That(unavailable.Events[0].NaturalKey, Is.EqualTo("ghost:110045678901234:wamid.A"));
        Assert.That(real.Events[0].NaturalKey, Is.EqualTo("msg:110045678901234:wamid.A"));
        Assert.That(unsupported.Events[0].NaturalKey, Is.EqualTo("msg:110045678901234:wamid.A"));
        Assert.That(unsupported.OnlyEvent().Properties()["unavailable"], Is.Null);
    }

    [TestCase("\"reaction\":{\"message_id\":\"wamid.R\",\"emoji\":\"🙏\"}", "added", "🙏")]
    [TestCase("\"reaction\":{\"message_id\":\"wamid.R\",\"emoji\":\"\"}", "removed", null)]
    [TestCase("\"reaction\":{\"message_id\":\"wamid.R\",\"emoji\":null}", "removed", null)]
    [TestCase("\"reaction\":{\"message_id\":\"wamid.R\"}", "removed", null)]
    public void A_reaction_without_an_emoji_was_taken_back(string reaction, string action, string? emoji)
    {
        var properties = Translated.Message("\"type\":\"reaction\"," + reaction).OnlyEvent().Properties().AsObject();

        Assert.That((string?)properties["action"], Is.EqualTo(action));
        Assert.That(properties.ContainsKey("emoji"), Is.True);
        Assert.That((string?)properties["emoji"], Is.EqualTo(emoji));
        Assert.That((string?)properties["targetMessageId"], Is.EqualTo("wamid.R"));
    }

    [TestCase("\"reaction\":{\"message_id\":\"wamid.R\"}", "message.reaction")]
    [TestCase("\"revoke\":{\"original_message_id\":\"wamid.R\"}", "message.deleted")]
    [TestCase("\"system\":{\"type\":\"user_changed_number\"}", "contact.updated")]
    public void What_is_no_message_is_recognised_without_its_type_too(string members, string name)
    {
        Assert.That((string?)Translated.Message(members).OnlyEvent()["event"], Is.EqualTo(name));
    }

    [Test]
    public void An_edit_names_the_original_however_it_is_written()
    {
        var documented = Translated.Message("\"type\":\"edit\",\"edit\":{\"original_message_id\":\"wamid.O\"}").OnlyEvent();
        var seen = Translated.Message("\"type\":\"edit\",\"edit\":{\"message_id\":\"wamid.O\"}").OnlyEvent();

        Assert.That((string?)documented.Properties()["originalMessageId"], Is.EqualTo("wamid.O"));
        Assert.That((string?)seen.Properties()["originalMessageId"], Is.EqualTo("wamid.O"));
    }

    [Test]
    public void The_same_message_twice_is_one_fact_and_in_another_number_another()
    {
        const string message = """{"id":"wamid.A","type":"text"}""";

        var twice = Translated.Value($"\"messages\":[{message},{message}]");
        var elsewhere = Translated.Body(
            $$$"""{"entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"9"},"messages":[{{{message}}}]}}]}]}"""
        );

        Assert.That(twice.Events[0].Id, Is.EqualTo(twice.Events[1].Id));
        Assert.That(elsewhere.Events[0].Id, Is.Not.EqualTo(twice.Events[0].Id));
    }
}
