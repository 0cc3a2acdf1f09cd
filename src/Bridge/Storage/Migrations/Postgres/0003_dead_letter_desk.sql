-- Dead letters that can be grouped, edited, replayed and put aside. "state" is dead, replaying, replayed or discarded; "grp" the fingerprint of what died
-- alike, which Bridge fills in where it is null.
ALTER TABLE dead_letters
    ADD COLUMN state text NOT NULL DEFAULT 'dead',
    ADD COLUMN grp text,
    ADD COLUMN version integer NOT NULL DEFAULT 0,
    ADD COLUMN replay bigint,
    ADD COLUMN changed_at bigint NOT NULL DEFAULT 0;

UPDATE dead_letters SET changed_at = created_at;

CREATE INDEX dead_letters_by_state ON dead_letters (state, seq);
CREATE INDEX dead_letters_by_group ON dead_letters (state, grp, seq);

-- What a replay sends goes out as an event that remembers its letter.
ALTER TABLE events ADD COLUMN letter bigint;

-- Edited contents; the original stays with the letter as version 0.
CREATE TABLE letter_versions (
    letter bigint NOT NULL,
    version integer NOT NULL,
    id uuid NOT NULL,
    edited_by text NOT NULL,
    edited_at bigint NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (letter, version)
);

-- What happened to a letter since it died first.
CREATE TABLE letter_notes (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    letter bigint NOT NULL,
    at bigint NOT NULL,
    what text NOT NULL,
    actor text
);

CREATE INDEX letter_notes_by_letter ON letter_notes (letter, seq);

-- Replays. "snapshot" names the plan, so that starting it twice is one replay. Whoever holds the lease hands the letters out.
CREATE TABLE replays (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    snapshot text NOT NULL UNIQUE,
    state text NOT NULL,
    filter text NOT NULL,
    total bigint NOT NULL,
    released bigint NOT NULL DEFAULT 0,
    delivered bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    rate integer,
    actor text NOT NULL,
    why text,
    started_at bigint NOT NULL,
    ended_at bigint,
    hindrance text,
    lease_owner text,
    lease_until bigint NOT NULL DEFAULT 0
);

-- The letters a replay has not handed out yet.
CREATE TABLE replay_letters (
    replay bigint NOT NULL,
    letter bigint NOT NULL,
    PRIMARY KEY (replay, letter)
);

-- Who did what, to how much, and why; without personal data.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    count bigint NOT NULL,
    subject text,
    why text
);

-- How much was received, delivered and buried, in steps of time that begin at "at".
CREATE TABLE activity (
    at bigint NOT NULL,
    kind text NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (at, kind)
);

-- How each forwarder finds each collector, and who asked that a collector be tried at once.
CREATE TABLE gates (
    process text NOT NULL,
    destination text NOT NULL,
    state text NOT NULL,
    reason text,
    since bigint NOT NULL,
    next_try bigint,
    last_success bigint,
    seen_at bigint NOT NULL,
    PRIMARY KEY (process, destination)
);

CREATE TABLE gate_calls (
    destination text PRIMARY KEY,
    asked_at bigint NOT NULL
);
