-- Where the collector is, as its forwarder has it: host and port. A few stores have it already, which SQLite cannot ask; so the table is
-- made anew. Forwarders say again within seconds what it holds.
DROP TABLE gates;

CREATE TABLE gates (
    process TEXT NOT NULL,
    destination TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    since INTEGER NOT NULL,
    next_try INTEGER,
    last_success INTEGER,
    seen_at INTEGER NOT NULL,
    address TEXT,
    PRIMARY KEY (process, destination)
);
