-- Since when something has been waiting for a better one: no silence is believed after that.
CREATE INDEX deferred_by_receipt ON deferred (received_at);
