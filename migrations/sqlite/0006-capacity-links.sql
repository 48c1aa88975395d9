-- Links with which a helper without an account says how much room a service has. Of a link's token only its SHA-256 is
-- here, so a copy of this file opens nothing.
CREATE TABLE capacity_links (
  -- Points to no document: a service may go from a release and come back.
  service      TEXT NOT NULL,
  -- From 1 for each service; never given to another link.
  number       INTEGER NOT NULL CHECK (number >= 1),
  -- SHA-256, 64 lower-case hex digits.
  hash         TEXT NOT NULL UNIQUE CHECK (length(hash) = 64),
  -- For whom or for what it is: releases and audit events say `link: ` and this.
  label        TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  created_by   TEXT NOT NULL,
  -- Null: it does not expire.
  expires_at   TEXT,
  revoked_at   TEXT,
  -- A date: when in the day says more about a person than anybody needs.
  last_used_on TEXT CHECK (last_used_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  PRIMARY KEY (service, number)
) STRICT;

CREATE TRIGGER capacity_links_are_not_deleted BEFORE DELETE ON capacity_links
BEGIN
  SELECT RAISE(ABORT, 'a capacity link cannot be deleted: revoke it');
END;

CREATE TRIGGER capacity_links_that_are_revoked_stay_so BEFORE UPDATE OF revoked_at ON capacity_links
WHEN OLD.revoked_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'a capacity link that is revoked stays so: create another');
END;
