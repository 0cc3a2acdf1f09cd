-- Who wants no more of a business's messages ("is_out") or wants them again, by the last word of theirs: Meta is told nothing of what they do.
-- "at" is when it was said, in milliseconds since 1970.
CREATE TABLE opt_outs (
    account TEXT NOT NULL,
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    is_out INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) WITHOUT ROWID;

CREATE INDEX opt_outs_by_id ON opt_outs (id);
