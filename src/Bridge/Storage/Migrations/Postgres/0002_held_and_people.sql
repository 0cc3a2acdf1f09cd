-- Events that wait a while for a better one ("replaced_by") before they go out as they are.
CREATE TABLE held (
    id uuid PRIMARY KEY,
    replaced_by uuid NOT NULL,
    due_at bigint NOT NULL,
    name text NOT NULL,
    destination text NOT NULL,
    source text,
    received_at bigint NOT NULL,
    payload bytea NOT NULL
);

CREATE INDEX held_by_replacement ON held (replaced_by);
CREATE INDEX held_by_due ON held (due_at);

-- Under which other ids somebody is known to a business account: one row for each id Meta may give alone, a phone number with + or a business-scoped id.
CREATE TABLE people (
    account text NOT NULL,
    id text NOT NULL,
    phone text NOT NULL,
    bsuid text NOT NULL,
    parent_bsuid text,
    username text,
    PRIMARY KEY (account, id)
);
