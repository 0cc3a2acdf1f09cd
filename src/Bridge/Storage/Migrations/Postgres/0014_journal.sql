-- What became of events, a row for each batch: "entries" holds 32 bytes for each event, its id first; "names" their names, one a line. "bytes" is what a
-- row counts against Journal:MaxBytes.
CREATE TABLE journal (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at bigint NOT NULL,
    outcome text NOT NULL,
    why text,
    destination text,
    address text,
    status integer,
    count integer NOT NULL,
    bytes integer NOT NULL,
    names text NOT NULL,
    entries bytea NOT NULL
);

ALTER TABLE journal ALTER COLUMN entries SET STORAGE EXTERNAL; -- hashes do not become smaller, and trying costs

CREATE INDEX journal_by_time ON journal (at, bytes);
