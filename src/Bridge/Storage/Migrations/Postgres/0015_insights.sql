-- Figures by the hour and by the day of each business number: counts and durations as bytes, and of no person.
CREATE TABLE insights (
    span text NOT NULL, -- 'hour' or 'day', UTC
    start bigint NOT NULL,
    number text NOT NULL,
    counts bytea NOT NULL,
    PRIMARY KEY (span, start, number)
);

-- What transactions of intake add to them, until it is added up. Nobody waits for anybody who counts the same hour.
CREATE TABLE insights_pending (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    counts bytea NOT NULL
);
