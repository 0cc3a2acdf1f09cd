-- Signs of life of the processes, the last two of each. Nothing that was received before "clear_until" waits with it.
CREATE TABLE heartbeats (
    role text NOT NULL,
    instance text NOT NULL,
    at bigint NOT NULL,
    clear_until bigint NOT NULL,
    previous_at bigint,
    previous_clear_until bigint,
    is_leaving boolean NOT NULL DEFAULT false,
    PRIMARY KEY (role, instance)
);
