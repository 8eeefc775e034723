-- Sources that were taken out and can still be put back. Their rows stay; who
-- reads leaves them out (see present in withdraw.go).
CREATE TABLE withdrawn (
    source INTEGER PRIMARY KEY REFERENCES sources ON DELETE CASCADE,
    at     TEXT NOT NULL,
    actor  TEXT NOT NULL,
    until  INTEGER NOT NULL -- milliseconds since 1970, to be compared
) STRICT;

-- What kind of source it was outlives the source; its title does not.
ALTER TABLE audit ADD COLUMN kind TEXT NOT NULL DEFAULT '';
UPDATE audit SET kind = coalesce((SELECT kind FROM sources s WHERE s.space = audit.space AND s.id = audit.source), '');
