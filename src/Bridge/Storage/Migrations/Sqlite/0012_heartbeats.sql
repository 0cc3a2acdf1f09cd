-- Signs of life of the processes, the last two of each. Nothing that was received before "clear_until" waits with it.
CREATE TABLE heartbeats (
    role TEXT NOT NULL,
    instance TEXT NOT NULL,
    at INTEGER NOT NULL,
    clear_until INTEGER NOT NULL,
    previous_at INTEGER,
    previous_clear_until INTEGER,
    is_leaving INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (role, instance)
) WITHOUT ROWID;
