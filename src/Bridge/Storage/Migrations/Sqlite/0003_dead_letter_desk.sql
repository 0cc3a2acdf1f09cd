-- Dead letters that can be grouped, edited, replayed and put aside. The table is made anew so that its small columns stand before the large one and are
-- read without it. "state" is dead, replaying, replayed or discarded; "grp" the fingerprint of what died alike, which Bridge fills in where it is null.
CREATE TABLE dead_letters_3 (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'dead',
    reason TEXT NOT NULL,
    grp TEXT,
    name TEXT,
    destination TEXT NOT NULL,
    source TEXT,
    status INTEGER,
    attempts INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 0,
    replay INTEGER,
    first_failed_at INTEGER,
    last_failed_at INTEGER,
    received_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL DEFAULT 0,
    explanation TEXT,
    answer TEXT,
    payload BLOB NOT NULL
);

INSERT INTO dead_letters_3 (
    seq, id, reason, name, destination, source, status, attempts, first_failed_at, last_failed_at, received_at, created_at, changed_at, explanation, answer, payload)
SELECT
    seq, id, reason, name, destination, source, status, attempts, first_failed_at, last_failed_at, received_at, created_at, created_at, explanation, answer, payload
FROM dead_letters ORDER BY seq;

DROP TABLE dead_letters;
ALTER TABLE dead_letters_3 RENAME TO dead_letters;

CREATE INDEX dead_letters_by_state ON dead_letters (state, seq);
CREATE INDEX dead_letters_by_group ON dead_letters (state, grp, seq);
CREATE INDEX dead_letters_by_reason ON dead_letters (reason, seq);
CREATE INDEX dead_letters_by_id ON dead_letters (id);

-- What a replay sends goes out as an event that remembers its letter.
ALTER TABLE events ADD COLUMN letter INTEGER;

-- Edited contents; the original stays with the letter as version 0.
CREATE TABLE letter_versions (
    letter INTEGER NOT NULL,
    version INTEGER NOT NULL,
    id BLOB NOT NULL,
    edited_by TEXT NOT NULL,
    edited_at INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (letter, version)
);

-- What happened to a letter since it died first.
CREATE TABLE letter_notes (
    seq INTEGER PRIMARY KEY,
    letter INTEGER NOT NULL,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    actor TEXT
);

CREATE INDEX letter_notes_by_letter ON letter_notes (letter, seq);

-- Replays. "snapshot" names the plan, so that starting it twice is one replay. Whoever holds the lease hands the letters out.
CREATE TABLE replays (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    snapshot TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    filter TEXT NOT NULL,
    total INTEGER NOT NULL,
    released INTEGER NOT NULL DEFAULT 0,
    delivered INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    rate INTEGER,
    actor TEXT NOT NULL,
    why TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    hindrance TEXT,
    lease_owner TEXT,
    lease_until INTEGER NOT NULL DEFAULT 0
);

-- The letters a replay has not handed out yet.
CREATE TABLE replay_letters (
    replay INTEGER NOT NULL,
    letter INTEGER NOT NULL,
    PRIMARY KEY (replay, letter)
) WITHOUT ROWID;

-- Who did what, to how much, and why; without personal data.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    count INTEGER NOT NULL,
    subject TEXT,
    why TEXT
);

-- How much was received, delivered and buried, in steps of time that begin at "at".
CREATE TABLE activity (
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (at, kind)
);

-- How each forwarder finds each collector, and who asked that a collector be tried at once.
CREATE TABLE gates (
    process TEXT NOT NULL,
    destination TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    since INTEGER NOT NULL,
    next_try INTEGER,
    last_success INTEGER,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (process, destination)
);

CREATE TABLE gate_calls (
    destination TEXT PRIMARY KEY,
    asked_at INTEGER NOT NULL
);
