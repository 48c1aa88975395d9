-- Drafts as editors write them, and releases as history keeps them.
-- Documents are JSON text as they were written. Ids are ASCII, so that the order of SQLite's bytes is the order of code
-- units in which lists and digests go. Instants are UTC texts of ISO 8601, dates are YYYY-MM-DD.

-- What editors are working on: one row for each document.
CREATE TABLE drafts (
  type       TEXT NOT NULL CHECK (type IN ('taxonomy', 'organization', 'service', 'question-set')),
  id         TEXT NOT NULL,
  -- SHA-256 of the canonical form, 64 lower-case hex digits. Before the document, so that a list of digests does not
  -- have to walk through long texts.
  digest     TEXT NOT NULL CHECK (length(digest) = 64),
  changed_at TEXT NOT NULL,
  document   TEXT NOT NULL,
  PRIMARY KEY (type, id)
) STRICT;

-- Goes up with every change of a draft: publishing checks at one revision, and writes only if it still holds.
CREATE TABLE draft_revision (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL
) STRICT;

INSERT INTO draft_revision (only_row, revision) VALUES (1, 0);

-- How much room a service has: state beside the documents, so it points to no draft. A draft may go and come back, or
-- live on only in a release that is published again, and the state of the service is still true.
CREATE TABLE capacities (
  service    TEXT NOT NULL PRIMARY KEY,
  status     TEXT NOT NULL CHECK (status IN ('open', 'limited', 'waitlist', 'full')),
  until_date TEXT CHECK (until_date GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  -- Texts by language, as JSON.
  note       TEXT,
  changed_at TEXT NOT NULL
) STRICT;

-- The partner sites: settings, no part of a release.
CREATE TABLE partners (
  id         TEXT NOT NULL PRIMARY KEY,
  changed_at TEXT NOT NULL,
  document   TEXT NOT NULL
) STRICT;

-- The history, a chain: each release names the digest of the one before, and its seal covers that one's seal.
CREATE TABLE releases (
  number     INTEGER NOT NULL PRIMARY KEY CHECK (number >= 1),
  created_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  note       TEXT,
  digest     TEXT NOT NULL CHECK (length(digest) = 64),
  -- 16 lower-case hex digits.
  rotation   TEXT NOT NULL CHECK (length(rotation) = 16),
  previous   TEXT CHECK (length(previous) = 64),
  seal       TEXT NOT NULL CHECK (length(seal) = 64)
) STRICT;

-- What a release changed. The content at release n is, for each document, its newest row at or before n.
-- Digest and document are null where the document is gone. Capacities that are not open are documents here, by the id
-- of their service; one that is open again is gone.
CREATE TABLE release_rows (
  -- Rows come before their release, in its transaction (see the trigger), so this is looked at when that commits.
  release  INTEGER NOT NULL REFERENCES releases (number) DEFERRABLE INITIALLY DEFERRED,
  type     TEXT NOT NULL CHECK (type IN ('taxonomy', 'organization', 'service', 'question-set', 'capacity')),
  id       TEXT NOT NULL,
  digest   TEXT CHECK (length(digest) = 64),
  document TEXT,
  PRIMARY KEY (release, type, id),
  CHECK ((digest IS NULL) = (document IS NULL))
) STRICT;

-- The content at a release is read through this index alone, but for the documents themselves.
CREATE INDEX release_rows_by_document ON release_rows (type, id, release, digest);

-- Releases and their rows are only ever added. The software has no statement that would do otherwise; these triggers
-- are for the day on which somebody writes one, or opens the file by hand.

CREATE TRIGGER releases_are_not_changed BEFORE UPDATE ON releases
BEGIN
  SELECT RAISE(ABORT, 'a release cannot be changed: publish another');
END;

CREATE TRIGGER releases_are_not_deleted BEFORE DELETE ON releases
BEGIN
  SELECT RAISE(ABORT, 'a release cannot be deleted: history is kept');
END;

-- Also stops INSERT OR REPLACE, which would delete without asking the trigger above.
CREATE TRIGGER releases_follow_each_other BEFORE INSERT ON releases
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM releases)
  OR NEW.previous IS NOT (SELECT digest FROM releases ORDER BY number DESC LIMIT 1)
BEGIN
  SELECT RAISE(ABORT, 'a release has to be the next one and to name the digest of the one before');
END;

CREATE TRIGGER release_rows_are_not_changed BEFORE UPDATE ON release_rows
BEGIN
  SELECT RAISE(ABORT, 'a release cannot be changed: publish another');
END;

CREATE TRIGGER release_rows_are_not_deleted BEFORE DELETE ON release_rows
BEGIN
  SELECT RAISE(ABORT, 'a release cannot be deleted: history is kept');
END;

-- The rows of a release are written first and its row in `releases` last: from then on the release is closed. Rows that
-- never get their release do not pass the foreign key at commit. So rows exist only if they came in the transaction
-- that made their release.
CREATE TRIGGER release_rows_come_before_their_release BEFORE INSERT ON release_rows
WHEN NEW.release <= (SELECT coalesce(max(number), 0) FROM releases)
BEGIN
  SELECT RAISE(ABORT, 'a release that stands takes no more rows');
END;
