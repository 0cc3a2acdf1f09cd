-- Which process owns the file: a random token of its own that every process writes when it opens the file, and that each of its transactions looks for.
CREATE TABLE owner (token BLOB NOT NULL);

-- The time by which ids age, and what the machine's clock said then. Empty until the first process has begun to count.
CREATE TABLE seen_clock (at INTEGER NOT NULL, wall INTEGER NOT NULL);
