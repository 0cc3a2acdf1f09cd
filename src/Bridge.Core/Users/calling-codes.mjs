// Writes CallingCodes.g.cs beside itself: node src/Bridge.Core/Tracking/calling-codes.mjs
// libphonenumber's metadata gives a calling code per country and, where several countries share one, regular expressions.
// Those are run side by side, digit by digit, until one country is left: the digits read by then are a prefix of the table.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const source = 'libphonenumber-js@1.13.16';
const sha512 = 'tIOCM9yx2Go6d5/ZANe0K+G4AZek1Ymx81HxQpf19Sri4zMP95eQbKdnUGHAvFQ4nx0PeLhFqvAfisTADXj3tQ==';
const command = 'node src/Bridge.Core/Tracking/calling-codes.mjs';

// Calling codes of several large countries, and how many digits tell them apart. A range not in the metadata may be any one's and stays unknown.
// Elsewhere it is taken for the calling code's main country, whose numbers grow while the islands' do not.
const areaCodeLength = { 1: 3, 7: 1 };

// The longest number E.164 allows.
const longest = 15;

const digits = [...'0123456789'];

function readMetadata() {
    const folder = mkdtempSync(join(tmpdir(), 'calling-codes-'));
    try {
        const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', source, '--json', '--silent', '--pack-destination', folder], { cwd: folder }));
        const archive = join(folder, filename);
        if (createHash('sha512').update(readFileSync(archive)).digest('base64') !== sha512) throw new Error(`${source} is not the package it was`);
        execFileSync('tar', ['-xzf', archive, '-C', folder, 'package/metadata.max.json']);
        return JSON.parse(readFileSync(join(folder, 'package/metadata.max.json')));
    } finally {
        rmSync(folder, { recursive: true });
    }
}

// A regular expression as an automaton: states are numbers, `edges[state]` lists [digits, next], `empty[state]` the states reached without a digit.
// The metadata uses literals, \d, [classes], (?:groups), |, ? and {n}/{n,m}; anything else is an error, not a guess.
class Automaton {
    edges = [];
    empty = [];

    constructor(pattern) {
        this.pattern = pattern;
        this.at = 0;
        this.start = this.state();
        this.end = this.alternatives(this.start);
        if (this.at !== pattern.length) throw new Error(`cannot read ${pattern} from ${this.at}`);
    }

    state() {
        this.empty.push([]);
        return this.edges.push([]) - 1;
    }

    alternatives(from) {
        const end = this.state();
        do this.empty[this.sequence(from)].push(end);
        while (this.taken('|'));
        return end;
    }

    sequence(from) {
        while (this.at < this.pattern.length && !'|)'.includes(this.pattern[this.at])) from = this.repeated(from);
        return from;
    }

    repeated(from) {
        const begin = this.at;
        const once = state => { this.at = begin; return this.atom(state); };
        const { least, most } = (once(this.state()), this.quantifier());
        const after = this.at;
        for (let i = 0; i < least; i++) from = once(from);
        const end = this.state();
        for (let i = least; i < most; i++) {
            this.empty[from].push(end);
            from = once(from);
        }
        this.empty[from].push(end);
        this.at = after;
        return end;
    }

    quantifier() {
        if (this.taken('?')) return { least: 0, most: 1 };
        const range = /^\{(\d+)(?:,(\d+))?\}/.exec(this.pattern.slice(this.at));
        if (!range) return { least: 1, most: 1 };
        this.at += range[0].length;
        return { least: +range[1], most: +(range[2] ?? range[1]) };
    }

    atom(from) {
        if (this.taken('(?:')) {
            const end = this.alternatives(from);
            if (!this.taken(')')) throw new Error(`unclosed group in ${this.pattern}`);
            return end;
        }
        const to = this.state();
        this.edges[from].push([this.set(), to]);
        return to;
    }

    set() {
        const token = /^(?:\\d|\d|\[[\d-]+\])/.exec(this.pattern.slice(this.at))?.[0];
        if (!token) throw new Error(`cannot read ${this.pattern} from ${this.at}`);
        this.at += token.length;
        return digits.filter(digit => new RegExp(token).test(digit)).join('');
    }

    taken(text) {
        const is = this.pattern.startsWith(text, this.at);
        if (is) this.at += text.length;
        return is;
    }

    closure(states) {
        const reached = new Set(states);
        for (const state of reached) this.empty[state].forEach(next => reached.add(next));
        return [...reached].sort((a, b) => a - b);
    }

    step(states, digit) {
        return this.closure(states.flatMap(state => this.edges[state].filter(([set]) => set.includes(digit)).map(([, next]) => next)));
    }

    // What can follow after each digit. Equal remainders are one object, whatever their pattern, so that they can be compared.
    remainder(states = this.closure([this.start]), seen = new Map()) {
        if (states.length === 0) return nothing;
        const key = states.join();
        if (!seen.has(key)) seen.set(key, shared(digits.map(digit => this.remainder(this.step(states, digit), seen)), states.includes(this.end)));
        return seen.get(key);
    }
}

const remainders = new Map();
const nothing = { id: 0, ends: false };

function shared(after, ends) {
    const key = `${ends}:${after.map(next => next.id)}`;
    if (!remainders.has(key)) remainders.set(key, { id: remainders.size + 1, after, ends });
    return remainders.get(key);
}

// What decides for a country, as libphonenumber does it: its leading digits if it has any, else all its kinds of numbers.
function decisive(metadata, country) {
    const [leadingDigits, kinds] = metadata.countries[country].slice(10);
    return leadingDigits ? startingWith(leadingDigits) : kinds.filter(kind => kind && kind[0] && kind[0] !== local).map(kind => kind[0]).join('|');
}

const startingWith = pattern => `(?:${pattern})\\d{0,${longest}}`;

// Canada's numbers without an area code, which nobody abroad can dial, would tear California's 310 apart.
const local = '310\\d{4}';

// The tree of digits below a calling code: a country where it is decided, null where nobody is, else an object of ten subtrees and what a number ending here is.
// Earlier rules win where several match to the end, again as libphonenumber does it. Gaps inside an area code belong to what is around them: undefined.
function decide(rules, unknown, areaCode) {
    const known = new Map();
    const build = (after, depth) => {
        const key = `${Math.min(depth, areaCode + 1)}:${after.map(next => next.id)}`;
        if (!known.has(key)) known.set(key, grow(after, depth));
        return known.get(key);
    };
    const grow = (after, depth) => {
        const alive = new Set(rules.filter((_, i) => after[i] !== nothing).map(rule => rule.country));
        if (alive.size === 0) return depth > areaCode ? undefined : unknown;
        if (alive.size === 1 && depth >= areaCode) return [...alive][0];
        const whole = rules.find((_, i) => after[i].ends)?.country;
        const below = digits.map(digit => build(after.map(next => next.after?.[digit] ?? nothing), depth + 1));
        const found = new Set([whole, ...below].filter(child => child !== undefined));
        const [one, another] = found;
        return another === undefined && !one?.below ? one : { below: below.map(child => (child === undefined ? whole ?? unknown ?? undefined : child)), whole, depth };
    };
    return build(rules.map(rule => rule.remainder), 0);
}

// The fewest prefixes that say the same under "the longest prefix wins": what most of a node's subtrees say stands at the node itself.
function* prefixes(node, prefix, areaCode, inherited = null) {
    const here = usual(node, areaCode);
    if (here && here !== inherited) yield `${prefix}${here}`;
    if (node?.below) for (const digit of digits) yield* prefixes(node.below[digit], prefix + digit, areaCode, here ?? inherited);
}

function usual(node, areaCode) {
    if (!node?.below) return node;
    if (node.depth < areaCode) return null;
    const votes = new Map();
    for (const vote of node.below.map(child => usual(child, areaCode)).filter(Boolean)) votes.set(vote, (votes.get(vote) ?? 0) + 1);
    return node.whole ?? [...votes].sort(([, a], [, b]) => b - a)[0][0];
}

function* countriesIn(node) {
    if (!node?.below) yield node;
    else for (const child of new Set(node.below)) yield* countriesIn(child);
}

function treeOf(metadata, code, countries) {
    const rules = countries.map(country => ({ country, remainder: new Automaton(decisive(metadata, country)).remainder() }));
    const decideBy = all => (code in areaCodeLength ? decide(all, null, areaCodeLength[code]) : decide(all, countries[0], 0));
    const found = new Set(countriesIn(decideBy(rules)));
    // The main country's rule may cover another country whole (Morocco's Western Sahara); how its fixed lines start then decides before it.
    const covered = countries.filter(country => !found.has(country))
        .map(country => ({ country, remainder: new Automaton(startingWith(fixedLineStart(metadata, country))).remainder() }));
    return decideBy([...covered, ...rules]);
}

const fixedLineStart = (metadata, country) => metadata.countries[country][11][0][0].replace(/\\d\{\d+\}$/, '');

const metadata = readMetadata();
const codes = Object.entries(metadata.country_calling_codes).filter(([, countries]) => countries[0] !== '001').sort(([a], [b]) => (a < b ? -1 : 1));
const lines = codes.map(([code, countries]) => {
    const tree = countries.length === 1 ? countries[0] : treeOf(metadata, code, countries);
    return [...prefixes(tree, code, areaCodeLength[code] ?? 0)].join(' ');
});
writeFileSync(new URL('CallingCodes.g.cs', import.meta.url), `// From the metadata of ${source} (libphonenumber, Apache-2.0): ${command}
#nullable enable
namespace Bridge.Tracking;

internal static class CallingCodes
{
    /// <summary>Prefixes of international numbers and the country each means; the longest prefix of a number decides.</summary>
    internal const string Prefixes =
        """
${lines.map(line => `        ${line}`).join('\n')}
        """;
}
`);
