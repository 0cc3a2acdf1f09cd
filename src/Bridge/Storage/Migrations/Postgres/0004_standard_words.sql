-- Names that everybody in the field knows. Nothing but names changes.
ALTER TABLE held RENAME TO deferred;
ALTER INDEX held_by_replacement RENAME TO deferred_by_replacement;
ALTER INDEX held_by_due RENAME TO deferred_by_due;

ALTER TABLE events RENAME COLUMN letter TO dead_letter;

ALTER TABLE letter_versions RENAME TO dead_letter_versions;
ALTER TABLE dead_letter_versions RENAME COLUMN letter TO dead_letter;

ALTER TABLE letter_notes RENAME TO dead_letter_notes;
ALTER TABLE dead_letter_notes RENAME COLUMN letter TO dead_letter;
ALTER INDEX letter_notes_by_letter RENAME TO dead_letter_notes_by_dead_letter;

ALTER TABLE replay_letters RENAME TO replay_dead_letters;
ALTER TABLE replay_dead_letters RENAME COLUMN letter TO dead_letter;

ALTER TABLE replays RENAME COLUMN hindrance TO blocked_reason;
