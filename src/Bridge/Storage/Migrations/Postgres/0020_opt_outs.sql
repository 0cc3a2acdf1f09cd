-- Who wants no more of a business's messages ("is_out") or wants them again, by the last word of theirs: Meta is told nothing of what they do.
-- "at" is when it was said, in milliseconds since 1970.
CREATE TABLE opt_outs (
    account text NOT NULL,
    id text NOT NULL,
    at bigint NOT NULL,
    is_out boolean NOT NULL,
    PRIMARY KEY (account, id)
);

CREATE INDEX opt_outs_by_id ON opt_outs USING hash (id);
