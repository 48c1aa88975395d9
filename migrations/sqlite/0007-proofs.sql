-- What was proven of a release: the first report of each of its question sets. Whoever asks again gets the same.
CREATE TABLE proofs (
  release      INTEGER NOT NULL REFERENCES releases (number),
  question_set TEXT NOT NULL,
  -- SHA-256 of the canonical form of the report without it, 64 lower-case hex digits.
  digest       TEXT NOT NULL CHECK (length(digest) = 64),
  created_at   TEXT NOT NULL,
  -- JSON text.
  report       TEXT NOT NULL,
  PRIMARY KEY (release, question_set)
) STRICT;

CREATE TRIGGER proofs_are_not_changed BEFORE UPDATE ON proofs
BEGIN
  SELECT RAISE(ABORT, 'a proof of a release cannot be changed');
END;

CREATE TRIGGER proofs_are_not_deleted BEFORE DELETE ON proofs
BEGIN
  SELECT RAISE(ABORT, 'a proof of a release cannot be deleted');
END;
