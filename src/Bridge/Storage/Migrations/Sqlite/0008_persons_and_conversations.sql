-- Who is behind each id by which a business account meets somebody: one row for each id, all of one person with the same "person", which nobody can guess
-- and which stays whatever becomes of the ids. Of two that turn out to be one the smaller stays: it is the older. "phone" and "bsuid" are null until both
-- were seen together.
CREATE TEMP TABLE known AS
    SELECT account, bsuid, unhex('0000000000007' || substr(hex(randomblob(10)), 2)) AS person FROM people GROUP BY account, bsuid;

CREATE TABLE people_8 (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    person BLOB NOT NULL,
    phone TEXT,
    bsuid TEXT,
    parent_bsuid TEXT,
    username TEXT,
    PRIMARY KEY (account, id)
) WITHOUT ROWID;

INSERT INTO people_8 (account, id, person, phone, bsuid, parent_bsuid, username)
SELECT account, id, person, phone, bsuid, parent_bsuid, username FROM people JOIN known USING (account, bsuid);

DROP TABLE known;
DROP TABLE people;
ALTER TABLE people_8 RENAME TO people;
CREATE INDEX people_by_person ON people (person);

-- Who was known before Bridge met them, from an import or from before Bridge counted: no contact is new. An empty account stands for all of them.
CREATE TABLE known_contacts (
    id TEXT NOT NULL,
    account TEXT NOT NULL,
    first_seen INTEGER,
    PRIMARY KEY (id, account)
) WITHOUT ROWID;

INSERT INTO known_contacts (id, account) SELECT id, account FROM people;

-- The state of each conversation, a person's with a business number; what "state" holds is Bridge.Core's. "due_at" is when silence would end it, or when
-- it may be forgotten.
CREATE TABLE conversations (
    person BLOB NOT NULL,
    number TEXT NOT NULL,
    due_at INTEGER,
    state BLOB NOT NULL,
    PRIMARY KEY (person, number)
);

CREATE INDEX conversations_by_due ON conversations (due_at) WHERE due_at IS NOT NULL;

-- What is deferred is part of its conversation only when it goes out: whom it is about, as it travelled beside the event.
ALTER TABLE deferred ADD COLUMN about BLOB;
