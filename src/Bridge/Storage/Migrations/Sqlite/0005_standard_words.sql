-- Names that everybody in the field knows. Nothing but names changes.
ALTER TABLE held RENAME TO deferred;
DROP INDEX held_by_replacement;
DROP INDEX held_by_due;
CREATE INDEX deferred_by_replacement ON deferred (replaced_by);
CREATE INDEX deferred_by_due ON deferred (due_at);

ALTER TABLE events RENAME COLUMN letter TO dead_letter;

ALTER TABLE letter_versions RENAME TO dead_letter_versions;
ALTER TABLE dead_letter_versions RENAME COLUMN letter TO dead_letter;

ALTER TABLE letter_notes RENAME TO dead_letter_notes;
ALTER TABLE dead_letter_notes RENAME COLUMN letter TO dead_letter;
DROP INDEX letter_notes_by_letter;
CREATE INDEX dead_letter_notes_by_dead_letter ON dead_letter_notes (dead_letter, seq);

ALTER TABLE replay_letters RENAME TO replay_dead_letters;
ALTER TABLE replay_dead_letters RENAME COLUMN letter TO dead_letter;

ALTER TABLE replays RENAME COLUMN hindrance TO blocked_reason;
