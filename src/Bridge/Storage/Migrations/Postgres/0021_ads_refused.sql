-- Why Meta tells no names of ads, in a sentence for people: one row from its refusal until it tells names again.
CREATE TABLE ads_refused (
    one integer NOT NULL PRIMARY KEY CHECK (one = 1),
    problem text NOT NULL
);
