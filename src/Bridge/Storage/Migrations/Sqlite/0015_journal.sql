-- What became of events, a row for each batch: "entries" holds 32 bytes for each event, its id first; "names" their names, one a line. "bytes" is what a
-- row counts against Journal:MaxBytes.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    why TEXT,
    destination TEXT,
    address TEXT,
    status INTEGER,
    count INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    names TEXT NOT NULL,
    entries BLOB NOT NULL
);

CREATE INDEX journal_by_time ON journal (at, bytes);
