-- Who is behind each id by which a business account meets somebody: one row for each id, all of one person with the same "person", which nobody can guess
-- and which stays whatever becomes of the ids. Of two that turn out to be one the smaller stays: it is the older. "phone" and "bsuid" are null until both
-- were seen together.
ALTER TABLE people ADD COLUMN person uuid;

UPDATE people SET person = known.person
FROM (
    SELECT account, bsuid, ('00000000-0000-7' || substr(gen_random_uuid()::text, 16))::uuid AS person FROM people GROUP BY account, bsuid
) AS known
WHERE people.account = known.account AND people.bsuid = known.bsuid;

ALTER TABLE people
    ALTER COLUMN person SET NOT NULL,
    ALTER COLUMN person SET DEFAULT gen_random_uuid(), -- for forwarders of the former version, which know no persons
    ALTER COLUMN phone DROP NOT NULL,
    ALTER COLUMN bsuid DROP NOT NULL;

CREATE INDEX people_by_person ON people (person);

-- Who was known before Bridge met them, from an import or from before Bridge counted: no contact is new. An empty account stands for all of them.
CREATE TABLE known_contacts (
    id text NOT NULL,
    account text NOT NULL,
    first_seen bigint,
    PRIMARY KEY (id, account)
);

INSERT INTO known_contacts (id, account) SELECT id, account FROM people;

-- The state of each conversation, a person's with a business number; what "state" holds is Bridge.Core's. "due_at" is when silence would end it, or when
-- it may be forgotten. Room is left in the pages, so that a new state mostly finds its place beside the old one and no index is written.
CREATE TABLE conversations (
    person uuid NOT NULL,
    number text NOT NULL,
    due_at bigint,
    state bytea NOT NULL,
    PRIMARY KEY (person, number)
) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX conversations_by_due ON conversations (due_at) WHERE due_at IS NOT NULL;

-- What is deferred is part of its conversation only when it goes out: whom it is about, as it travelled beside the event.
ALTER TABLE deferred ADD COLUMN about bytea;
