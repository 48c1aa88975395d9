-- The rules that a release was proven to hold before it was published, as PUBLISH_RULES has them, with commas between
-- them; null where none were demanded. Part of the seal where it is not null, so that older seals stay as they are.
ALTER TABLE releases ADD COLUMN rules TEXT CHECK (rules <> '');
