-- Who changed what, and when: of editors and systems, never of residents. A chain, as the releases are: each event has a
-- seal that covers all of it and the seal of the event before.
CREATE TABLE audit_events (
  number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
  at     TEXT NOT NULL,
  -- Name of a key, or `command line`, `rotation`, `demo`.
  by     TEXT NOT NULL,
  action TEXT NOT NULL,
  type   TEXT NOT NULL,
  id     TEXT NOT NULL,
  -- SHA-256 of what it was and of what it became; null where there was nothing, or is nothing any more.
  before TEXT CHECK (length(before) = 64),
  after  TEXT CHECK (length(after) = 64),
  seal   TEXT NOT NULL CHECK (length(seal) = 64)
) STRICT;

CREATE TRIGGER audit_events_are_not_changed BEFORE UPDATE ON audit_events
BEGIN
  SELECT RAISE(ABORT, 'an audit event cannot be changed');
END;

CREATE TRIGGER audit_events_are_not_deleted BEFORE DELETE ON audit_events
BEGIN
  SELECT RAISE(ABORT, 'an audit event cannot be deleted');
END;

-- Also stops INSERT OR REPLACE, which would delete without asking the trigger above.
CREATE TRIGGER audit_events_follow_each_other BEFORE INSERT ON audit_events
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM audit_events)
BEGIN
  SELECT RAISE(ABORT, 'an audit event has to be the next one');
END;
