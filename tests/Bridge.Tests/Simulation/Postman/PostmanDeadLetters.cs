namespace Bridge.Simulation.Postman;

/// <summary>The requests to the administration of dead letters, on one of the dead letters that Bad input leaves there.</summary>
internal static class PostmanDeadLetters
{
    private const string DeadLetters = "{{baseUrl}}/api/dead-letters";

    /// <summary>The one that the first request chose, so that the others touch no more.</summary>
    private const string OneDeadLetter = """{ "ids": [{{deadLetterId}}] }""";

    public static IReadOnlyList<PostmanRequest> Requests() =>
        [
            Get(
                "list",
                DeadLetters + "?state=dead&limit=20",
                "The newest dead letters; `next` is the cursor of the page after.",
                RememberOne
            ),
            Get("groups", DeadLetters + "/groups", "Dead letters that died alike: one cause each, as far as a machine can tell.", HasItems),
            Get(
                "one dead letter",
                DeadLetters + "/{{deadLetterId}}",
                "The content, the collector's answer, the history, and what today's translator makes of it; people masked. "
                    + "`reveal=true` shows them, and is noted in the audit.",
                IsTheOne
            ),
            Post("plan", "/plans", OneDeadLetter, "What a replay would do. It changes nothing; its snapshot names the plan.", RememberPlan),
            Post(
                "replay",
                "/replays",
                $$$"""{ "snapshot": "{{snapshot}}", "filter": {{{OneDeadLetter}}}, "rate": 10, "why": "a rehearsal with Postman" }""",
                "Starts the plan. Sent twice, it is still one replay.",
                RememberReplay
            ),
            Get(
                "watch",
                DeadLetters + "/replays/{{replayId}}",
                "How far the replay is. What is as broken as before dies again; that is an end too.",
                HasEnded
            ),
            Post(
                "discard",
                "/discard",
                $$$"""{ "filter": {{{OneDeadLetter}}}, "why": "a rehearsal with Postman" }""",
                "Puts dead letters aside. A filter that narrows nothing is refused unless it says `\"all\": true`.",
                IsOneAtMost
            ),
            Post(
                "restore",
                "/restore",
                $$$"""{ "filter": {{{OneDeadLetter}}}, "why": "a rehearsal with Postman" }""",
                "Makes discarded dead letters dead again.",
                IsOneAtMost
            ),
            Post(
                "nothing by mistake",
                "/discard",
                """{ "filter": {} }""",
                "An empty filter would mean every dead letter, so it is refused.",
                IsRefused
            ),
            Get("audit", DeadLetters + "/audit?limit=10", "Who did what, when, to how much, and why.", HasItems),
            Get("overview", "{{baseUrl}}/api/overview", "Whether it flows, at a glance.", HasDestinations),
        ];

    private const string Ok = "pm.test('200', () => pm.response.to.have.status(200));\n";

    private const string RememberOne =
        Ok
        + """
            const items = pm.response.json().items;
            pm.test('there is one, left by Bad input', () => pm.expect(items).to.not.be.empty);
            const one = items.find(item => item.reason === 'unreadable') || items[0];
            pm.collectionVariables.set('deadLetterId', one ? one.id : 0);
            """;

    private const string HasItems = Ok + "pm.test('there is something', () => pm.expect(pm.response.json().items).to.not.be.empty);";

    private const string IsTheOne =
        Ok
        + """
            const deadLetter = pm.response.json();
            pm.test('it is the one asked for', () => pm.expect(deadLetter.id).to.equal(Number(pm.collectionVariables.get('deadLetterId'))));
            pm.test('its content is masked', () => pm.expect(deadLetter.isMasked).to.equal(true));
            """;

    private const string RememberPlan =
        Ok
        + """
            const plan = pm.response.json();
            pm.test('it is about one dead letter', () => pm.expect(plan.count).to.equal(1));
            pm.collectionVariables.set('snapshot', plan.snapshot);
            """;

    private const string RememberReplay = """
        pm.test('201', () => pm.response.to.have.status(201));
        const address = '/api/dead-letters/replays/' + pm.response.json().id;
        pm.test('Location says where to watch it', () => pm.expect(pm.response.headers.get('Location')).to.equal(address));
        pm.collectionVariables.set('replayId', pm.response.json().id);
        """;

    /// <summary>Asks again until it has: the dead letter travels as any event does.</summary>
    private const string HasEnded = """
        const replay = pm.response.json();
        const looks = Number(pm.collectionVariables.get('looks') || 0);
        if (replay.state === 'running' && looks < 80) {
            pm.collectionVariables.set('looks', looks + 1);
            pm.execution.setNextRequest(pm.info.requestName);
            setTimeout(() => {}, 250);
        } else {
            pm.collectionVariables.unset('looks');
            pm.test('200', () => pm.response.to.have.status(200));
            pm.test('it has ended', () => pm.expect(replay.state).to.equal('finished'));
            pm.test('the dead letter was delivered or died again', () => pm.expect(replay.delivered + replay.failed).to.equal(1));
        }
        """;

    /// <summary>None when the replay before delivered it.</summary>
    private const string IsOneAtMost =
        Ok + "pm.test('it was done to that dead letter alone', () => pm.expect(pm.response.json().count).to.be.within(0, 1));";

    private const string IsRefused = """
        pm.test('400', () => pm.response.to.have.status(400));
        pm.test('the problem says how to mean it', () => pm.expect(pm.response.json().detail).to.include('"all": true'));
        """;

    private const string HasDestinations =
        Ok
        + "pm.test('the default destination is there', () => pm.expect(pm.response.json().destinations.map(destination => "
        + "destination.name)).to.include('default'));";

    private static PostmanRequest Get(string name, string url, string description, string test) =>
        new(name, "GET", url, description)
        {
            KeyVariable = "opsKey",
            Before = PostmanScripts.SkipWithoutOpsKey,
            Test = test,
        };

    private static PostmanRequest Post(string name, string path, string body, string description, string test) =>
        new(name, "POST", DeadLetters + path, description)
        {
            KeyVariable = "opsKey",
            Body = body,
            Before = PostmanScripts.SkipWithoutOpsKey,
            Test = test,
        };
}
