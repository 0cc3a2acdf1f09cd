-- Who is to be erased wherever they still turn up: an id as the person is known by it, and when that was asked last. Gone a while after that.
CREATE TABLE erasures (
    person TEXT PRIMARY KEY,
    asked_at INTEGER NOT NULL,
    looked_again INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE INDEX erasures_by_time ON erasures (asked_at);

-- Sessions of the page that were ended by signing out before they were over by themselves.
CREATE TABLE ended_sessions (
    id TEXT PRIMARY KEY,
    began INTEGER NOT NULL
) WITHOUT ROWID;
