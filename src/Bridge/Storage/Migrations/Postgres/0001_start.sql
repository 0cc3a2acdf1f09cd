-- Ids are UUIDs, times are milliseconds since 1970 in UTC, as in SQLite; only what forwarders agree on among themselves is a timestamptz of the server's clock.

-- The ids of everything taken in, for as long as Meta may repeat it, in one partition for each day on which they were taken in.
-- At 4 000 events a second that is 346 million ids a day, 2.8 billion in the 8 days that are remembered, in 9 partitions; an id takes 52 bytes
-- in the table and 40 in its index, so 32 GB a day and 290 GB in all. Expiry drops a partition whole, which costs the same whatever it holds.
--
-- Only the newest partition is written. Its index keeps out what is taken in twice at the same moment. All others are read only, and intake looks into
-- them. Whoever begins the next day first waits until nobody is taking in, so that no id can be on its way into two days at once: see SeenDays.
-- A forwarder that is stopped over midnight misses nothing: the day goes on until the next one is begun, and "opened_at" says when that was.
CREATE TABLE seen (
    day integer NOT NULL,
    id uuid NOT NULL
) PARTITION BY LIST (day);

CREATE TABLE seen_days (
    day integer PRIMARY KEY,
    opened_at timestamptz NOT NULL
);

CREATE TABLE seen_1 PARTITION OF seen (UNIQUE (id)) FOR VALUES IN (1) WITH (autovacuum_enabled = false);
INSERT INTO seen_days (day, opened_at) VALUES (1, now());

-- What waits for the collector. Its only index leads with the destination, so that no plan can walk over a large backlog of another one.
-- Rows come and go fast, hence the eager vacuum.
CREATE TABLE events (
    seq bigint GENERATED ALWAYS AS IDENTITY,
    id uuid NOT NULL,
    name text NOT NULL,
    destination text NOT NULL,
    source text,
    received_at bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    first_failed_at bigint,
    payload bytea NOT NULL,
    PRIMARY KEY (destination, seq)
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0);

-- Which events are out with a forwarder that posts them, one row for each group it claimed; "seqs" shrinks as they are settled. When "until" has passed,
-- the forwarder is dead and the row counts no more. Leases are not columns of "events", because to lease an event would then write its payload again.
CREATE TABLE claims (
    id uuid PRIMARY KEY,
    destination text NOT NULL,
    until timestamptz NOT NULL,
    seqs int8multirange NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);

-- What is not posted again by itself. "explanation" says why something is unreadable, "answer" is what the collector said.
-- People refer to a dead letter by its number, so no number is ever given twice.
CREATE TABLE dead_letters (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    reason text NOT NULL,
    explanation text,
    name text,
    destination text NOT NULL,
    source text,
    status integer,
    answer text,
    attempts integer NOT NULL,
    first_failed_at bigint,
    last_failed_at bigint,
    received_at bigint NOT NULL,
    created_at bigint NOT NULL,
    payload bytea NOT NULL
);

CREATE INDEX dead_letters_by_reason ON dead_letters (reason, seq);
CREATE INDEX dead_letters_by_id ON dead_letters (id);
