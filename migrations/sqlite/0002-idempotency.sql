-- Replies to calls with an Idempotency-Key, written in the transaction of what the call changed and kept for 24 hours.
-- Neither the key nor the body of the call is here, only what tells whether they are the same again.
CREATE TABLE idempotent_replies (
  -- SHA-256 of the caller, the operation and the key: 64 lower-case hex digits.
  id       TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 64),
  -- SHA-256 of the address, the query and the bytes of the body.
  request  TEXT NOT NULL CHECK (length(request) = 64),
  kept_at  TEXT NOT NULL,
  status   INTEGER NOT NULL CHECK (status BETWEEN 200 AND 299),
  location TEXT,
  -- JSON text as it was sent; null where it was too large to keep.
  body     TEXT
) STRICT;

CREATE INDEX idempotent_replies_by_age ON idempotent_replies (kept_at);
