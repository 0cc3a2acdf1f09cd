-- What Meta calls the ads that brought people, for a day; without names for an hour where Meta has none. "asked_at" is when somebody began to ask, so
-- that others wait for the answer. Times are milliseconds since 1970.
CREATE TABLE ads (
    id text NOT NULL PRIMARY KEY,
    names text,
    known_until bigint NOT NULL,
    asked_at bigint NOT NULL
);
