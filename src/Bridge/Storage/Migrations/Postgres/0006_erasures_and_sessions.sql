-- Who is to be erased wherever they still turn up: an id as the person is known by it, and when that was asked last. Gone a while after that.
CREATE TABLE erasures (
    person text PRIMARY KEY,
    asked_at bigint NOT NULL,
    looked_again integer NOT NULL DEFAULT 0
);

CREATE INDEX erasures_by_time ON erasures (asked_at);

-- Sessions of the page that were ended by signing out before they were over by themselves.
CREATE TABLE ended_sessions (
    id text PRIMARY KEY,
    began bigint NOT NULL
);
