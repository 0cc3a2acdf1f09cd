-- How many items came, and where those went that left no row, counted in the transaction in which it happened. "since" is when the counting began, in
-- milliseconds since 1970; what is there then counts as received.
CREATE TABLE totals (
    kind TEXT NOT NULL PRIMARY KEY,
    count INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO totals (kind, count)
VALUES
    ('since', CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    (
        'received',
        (SELECT COUNT(*) FROM events) + (SELECT COUNT(*) FROM deferred)
        + (
            SELECT COUNT(*) FROM dead_letters
            WHERE state IN ('dead', 'discarded') OR (state = 'replaying' AND reason NOT IN ('refused', 'too large', 'expired'))
        )
    );

-- What each collector answered last, and when.
ALTER TABLE gates ADD COLUMN last_answer TEXT;
ALTER TABLE gates ADD COLUMN last_answer_at INTEGER;
