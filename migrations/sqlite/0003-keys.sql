-- Keys of editors and systems. Of a secret only its SHA-256 is here, so a copy of this file opens nothing.
CREATE TABLE keys (
  id           TEXT NOT NULL PRIMARY KEY,
  -- Who did what goes by name, so no two keys ever have the same, also after one was revoked.
  name         TEXT NOT NULL UNIQUE,
  -- JSON list.
  scopes       TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  rotated_at   TEXT,
  revoked_at   TEXT,
  -- A date: when in the day says more about a person than anybody needs.
  last_used_on TEXT CHECK (last_used_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT;

-- A key has one secret, more for the hours after a rotation, and none once it is revoked.
CREATE TABLE key_secrets (
  -- SHA-256, 64 lower-case hex digits.
  hash        TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64),
  key         TEXT NOT NULL REFERENCES keys (id),
  -- Null: as long as its key.
  valid_until TEXT
) STRICT;

CREATE TRIGGER keys_are_not_deleted BEFORE DELETE ON keys
BEGIN
  SELECT RAISE(ABORT, 'a key cannot be deleted: revoke it');
END;

CREATE TRIGGER keys_that_are_revoked_stay_so BEFORE UPDATE OF revoked_at ON keys WHEN OLD.revoked_at IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'a key that is revoked stays so: create another');
END;
