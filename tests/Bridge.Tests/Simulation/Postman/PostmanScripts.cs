namespace Bridge.Simulation.Postman;

/// <summary>What runs in Postman's sandbox around the requests.</summary>
internal static class PostmanScripts
{
    /// <summary>Before every request: fresh ids and times, and Meta's signature over exactly the bytes that are sent.</summary>
    public const string Sign = """
        const hashing = require('crypto-js');
        const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
        const random = (length, from) => Array.from({ length }, () => from[Math.floor(Math.random() * from.length)]).join('');
        const fresh = {
            wamid: () => 'wamid.HBgM' + random(36, alphabet),
            wacid: () => 'wacid.HBgM' + random(36, alphabet),
            phone: () => '2547' + random(8, '0123456789'),
            user: () => random(16, '123456789'),
        };
        pm.variables.set('now', String(Math.floor(Date.now() / 1000)));
        pm.variables.set('isoNow', new Date().toISOString());
        pm.variables.set('challenge', random(10, '123456789'));

        if (pm.request.method === 'POST') {
            const raw = (pm.request.body && pm.request.body.raw) || '';

            // {{wamid1}}, {{phone1}} … are new each time; {{story_…}} stay the same until a request named "1. …" begins a new story.
            for (const [, name, kind] of raw.matchAll(/\{\{((wamid|wacid|phone|user)\d+)\}\}/g)) {
                pm.variables.set(name, fresh[kind]());
            }
            if (pm.info.requestName.startsWith('1. ')) {
                const stories = Object.keys(pm.collectionVariables.toObject()).filter(name => name.startsWith('story_'));
                stories.forEach(name => pm.collectionVariables.unset(name));
            }
            for (const [, name, kind] of raw.matchAll(/\{\{(story_(wamid|phone)\d+)\}\}/g)) {
                if (!pm.collectionVariables.has(name)) {
                    pm.collectionVariables.set(name, fresh[kind]());
                }
            }

            // {{story_at30}} and {{story_iso30}} are 30 s after the story began.
            if (!pm.collectionVariables.has('story_began')) {
                pm.collectionVariables.set('story_began', pm.variables.get('now'));
            }
            for (const [, name, kind, second] of raw.matchAll(/\{\{(story_(at|iso)(\d+))\}\}/g)) {
                const at = Number(pm.collectionVariables.get('story_began')) + Number(second);
                pm.variables.set(name, kind === 'at' ? String(at) : new Date(at * 1000).toISOString());
            }

            // Signed as it is sent: text to UTF-8 once here and once in Postman, to the same bytes.
            const body = pm.variables.replaceIn(raw);
            const signature = hashing.HmacSHA256(hashing.enc.Utf8.parse(body), hashing.enc.Utf8.parse(pm.variables.get('appSecret')));
            pm.request.body.update({ mode: 'raw', raw: body });
            pm.request.headers.upsert({ key: 'X-Hub-Signature-256', value: 'sha256=' + signature.toString(hashing.enc.Hex) });
        }
        """;

    public const string WrongSignature = "pm.request.headers.upsert({ key: 'X-Hub-Signature-256', value: 'sha256=' + '0'.repeat(64) });";

    public const string NoSignature = "pm.request.headers.remove('X-Hub-Signature-256');";

    public const string SignatureOfReserialised = """
        const hashing = require('crypto-js');
        const reserialised = JSON.stringify(JSON.parse(pm.request.body.raw));
        const signature = hashing.HmacSHA256(reserialised, pm.variables.get('appSecret')).toString();
        pm.request.headers.upsert({ key: 'X-Hub-Signature-256', value: 'sha256=' + signature });
        """;

    public const string TooLarge =
        "pm.request.body.update({ mode: 'raw', raw: JSON.stringify({ padding: 'x'.repeat(5 * 1024 * 1024) }) });";

    public const string SkipWithoutCollector = "if (!pm.variables.get('collectorUrl')) { pm.execution.skipRequest(); }";

    public const string SkipWithoutOpsKey = "if (!pm.variables.get('opsKey')) { pm.execution.skipRequest(); }";

    public const string IsChallenge = """
        pm.test('200', () => pm.response.to.have.status(200));
        pm.test('the body is the bare challenge', () => pm.expect(pm.response.text()).to.equal(pm.variables.get('challenge')));
        pm.collectionVariables.unset('expected');
        """;

    /// <summary>Asks again until everything is there: events travel in batches, a fraction of a second after the 200.</summary>
    public const string AllArrived = """
        const expected = JSON.parse(pm.collectionVariables.get('expected') || '[]');
        const body = pm.response.text();
        const missing = expected.filter(id => !body.includes(id));
        const tries = Number(pm.collectionVariables.get('tries') || 0);
        if (missing.length > 0 && tries < 40) {
            pm.collectionVariables.set('tries', tries + 1);
            pm.execution.setNextRequest(pm.info.requestName);
            setTimeout(() => {}, 250);
        } else {
            pm.collectionVariables.unset('tries');
            pm.test('200', () => pm.response.to.have.status(200));
            pm.test('every message sent in this run has arrived (' + expected.length + ')', () => pm.expect(missing).to.eql([]));
        }
        """;

    public const string HasTotals = """
        pm.test('200', () => pm.response.to.have.status(200));
        pm.test('nothing was refused', () => pm.expect(pm.response.json().refused).to.equal(0));
        """;

    /// <summary>The answer must have this status, and nothing in it.</summary>
    public static string Answers(int status) =>
        $$"""
            pm.test('{{status}}', () => pm.response.to.have.status({{status}}));
            pm.test('the body is empty', () => pm.expect(pm.response.text()).to.equal(''));
            """;

    /// <summary>Remembers that these messages must arrive at the collector.</summary>
    /// <param name="variables">The names of the variables that hold their ids.</param>
    public static string Expect(IEnumerable<string> variables) =>
        $$"""
            const known = JSON.parse(pm.collectionVariables.get('expected') || '[]');
            const added = [{{string.Join(", ", variables.Select(name => $"'{name}'"))}}].map(name => pm.variables.get(name));
            pm.collectionVariables.set('expected', JSON.stringify([...known, ...added].slice(-500)));
            """;
}
