-- Why an event waits: so far only for another one that says the same better.
ALTER TABLE deferred ADD COLUMN reason TEXT NOT NULL DEFAULT 'better copy';
