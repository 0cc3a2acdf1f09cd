-- What is wrong with the flow, for all processes together: since when, when somebody saw it last, whether it was told, and who is about to tell it.
CREATE TABLE alerts (
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    severity TEXT NOT NULL,
    affected INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    since INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    is_told INTEGER NOT NULL,
    claimed_at INTEGER NOT NULL,
    PRIMARY KEY (kind, subject)
);
