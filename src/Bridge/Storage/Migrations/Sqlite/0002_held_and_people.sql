-- Events that wait a while for a better one ("replaced_by") before they go out as they are.
CREATE TABLE held (
    id BLOB PRIMARY KEY,
    replaced_by BLOB NOT NULL,
    due_at INTEGER NOT NULL,
    name TEXT NOT NULL,
    destination TEXT NOT NULL,
    source TEXT,
    received_at INTEGER NOT NULL,
    payload BLOB NOT NULL
);

CREATE INDEX held_by_replacement ON held (replaced_by);
CREATE INDEX held_by_due ON held (due_at);

-- Under which other ids somebody is known to a business account: one row for each id Meta may give alone, a phone number with + or a business-scoped id.
CREATE TABLE people (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    phone TEXT NOT NULL,
    bsuid TEXT NOT NULL,
    parent_bsuid TEXT,
    username TEXT,
    PRIMARY KEY (account, id)
);
