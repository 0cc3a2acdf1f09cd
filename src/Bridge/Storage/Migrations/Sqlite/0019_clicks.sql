-- Whose a click on an ad was, for what Meta tells of the click alone. "click" is made of the account and Meta's id of the click; "at" is when it was, in
-- milliseconds since 1970.
CREATE TABLE clicks (
    click BLOB PRIMARY KEY,
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX clicks_by_at ON clicks (at);
CREATE INDEX clicks_by_id ON clicks (id);
