-- Where the collector is, as its forwarder has it: host and port. A few stores have it already.
ALTER TABLE gates ADD COLUMN IF NOT EXISTS address text;
