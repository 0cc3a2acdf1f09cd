-- When an event happened, as its webhook says, and the span in which it was received (W3C Trace Context), if that is recorded.
ALTER TABLE events ADD COLUMN happened_at INTEGER;
ALTER TABLE events ADD COLUMN traceparent TEXT;
ALTER TABLE deferred ADD COLUMN traceparent TEXT;
