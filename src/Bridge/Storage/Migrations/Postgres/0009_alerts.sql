-- What is wrong with the flow, for all processes together: since when, when somebody saw it last, whether it was told, and who is about to tell it.
CREATE TABLE alerts (
    kind text NOT NULL,
    subject text NOT NULL,
    severity text NOT NULL,
    affected bigint NOT NULL,
    sentence text NOT NULL,
    since bigint NOT NULL,
    seen_at bigint NOT NULL,
    is_told integer NOT NULL,
    claimed_at bigint NOT NULL,
    PRIMARY KEY (kind, subject)
);
