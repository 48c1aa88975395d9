-- What devices fetch to ask and to match by themselves, by the digest of its body: kept for a while after a newer release.
CREATE TABLE bundles (
  -- SHA-256 of the uncompressed body, 64 lower-case hex digits.
  digest       TEXT NOT NULL PRIMARY KEY CHECK (length(digest) = 64),
  question_set TEXT NOT NULL,
  -- The last day on which somebody was sent to it.
  pointed_on   TEXT NOT NULL CHECK (pointed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  gzip         BLOB NOT NULL,
  -- Null where it is hardly smaller.
  brotli       BLOB
) STRICT;

CREATE INDEX bundles_by_day ON bundles (pointed_on);
