-- Ids are the 16 bytes of the UUID in network order, times are milliseconds since 1970 in UTC.
-- The numbers in "seq" are the order of arrival; those of "spool" and "events" are given by Bridge and only rise while it runs.

PRAGMA application_id = 1114793063; -- "Brdg"

-- Groups of webhooks on their way to intake. "bytes" is what a row counts against Spool:MaxBytes; it stands before the large column to be read without it.
CREATE TABLE spool (
    seq INTEGER PRIMARY KEY,
    received_at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    batch BLOB NOT NULL
);

-- The ids of everything taken in, for as long as Meta may repeat it.
CREATE TABLE seen (
    seq INTEGER PRIMARY KEY,
    seen_at INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE
);

-- What waits for the collector.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    destination TEXT NOT NULL,
    source TEXT,
    received_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    first_failed_at INTEGER,
    payload BLOB NOT NULL
);

CREATE INDEX events_by_destination ON events (destination, seq);

-- What is not posted again by itself. "explanation" says why something is unreadable, "answer" is what the collector said.
-- People refer to a dead letter by its number, so no number is ever given twice.
CREATE TABLE dead_letters (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    reason TEXT NOT NULL,
    explanation TEXT,
    name TEXT,
    destination TEXT NOT NULL,
    source TEXT,
    status INTEGER,
    answer TEXT,
    attempts INTEGER NOT NULL,
    first_failed_at INTEGER,
    last_failed_at INTEGER,
    received_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    payload BLOB NOT NULL
);

CREATE INDEX dead_letters_by_reason ON dead_letters (reason, seq);
CREATE INDEX dead_letters_by_id ON dead_letters (id);
