-- Figures by the hour and by the day of each business number: counts and durations as bytes, and of no person.
CREATE TABLE insights (
    span TEXT NOT NULL, -- 'hour' or 'day', UTC
    start INTEGER NOT NULL,
    number TEXT NOT NULL,
    counts BLOB NOT NULL,
    PRIMARY KEY (span, start, number)
);

-- What transactions of intake add to them, until it is added up.
CREATE TABLE insights_pending (
    seq INTEGER PRIMARY KEY,
    counts BLOB NOT NULL
);
