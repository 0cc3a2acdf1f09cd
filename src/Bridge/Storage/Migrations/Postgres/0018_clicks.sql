-- Whose a click on an ad was, for what Meta tells of the click alone. "click" is made of the account and Meta's id of the click; "at" is when it was, in
-- milliseconds since 1970. People's ids may be longer than an ordered index takes.
CREATE TABLE clicks (
    click uuid PRIMARY KEY,
    account text NOT NULL,
    id text NOT NULL,
    at bigint NOT NULL
);

CREATE INDEX clicks_by_at ON clicks (at);
CREATE INDEX clicks_by_id ON clicks USING hash (id);
