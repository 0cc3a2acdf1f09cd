-- How many items came, and where those went that left no row, counted in the transaction in which it happened: of each kind any number of rows, which are
-- only added and folded now and then. "since" is when the counting began, in milliseconds since 1970; what is there then counts as received.
CREATE TABLE totals (
    kind text NOT NULL,
    count bigint NOT NULL
);

INSERT INTO totals (kind, count)
VALUES
    ('since', (extract(epoch FROM now()) * 1000)::bigint),
    (
        'received',
        (SELECT COUNT(*) FROM events) + (SELECT COUNT(*) FROM deferred)
        + (
            SELECT COUNT(*) FROM dead_letters
            WHERE state IN ('dead', 'discarded') OR (state = 'replaying' AND reason NOT IN ('refused', 'too large', 'expired'))
        )
    );

-- What each collector answered last, and when.
ALTER TABLE gates ADD COLUMN last_answer text;
ALTER TABLE gates ADD COLUMN last_answer_at bigint;
