-- When a source is read again by itself, and how the last tries went. due is in
-- milliseconds since 1970, to be compared; 0 for never.
ALTER TABLE sources ADD COLUMN since    TEXT    NOT NULL DEFAULT ''; -- since when it is stale or failed
ALTER TABLE sources ADD COLUMN checked  TEXT    NOT NULL DEFAULT ''; -- the last try
ALTER TABLE sources ADD COLUMN due      INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;  -- tries that failed, in a row
ALTER TABLE sources ADD COLUMN asked    INTEGER NOT NULL DEFAULT 0;  -- seconds between readings that a feed asks for
ALTER TABLE sources ADD COLUMN told     INTEGER NOT NULL DEFAULT 0;  -- 1 when moderators know that it is stale
ALTER TABLE sources ADD COLUMN note     TEXT    NOT NULL DEFAULT ''; -- what else a person should know, such as items that a feed dropped
ALTER TABLE sources ADD COLUMN etag     TEXT    NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN modified TEXT    NOT NULL DEFAULT '';
CREATE INDEX sources_due ON sources (due) WHERE due > 0;

-- The items of a feed or an archive, as they were when they were last read.
CREATE TABLE items (
    source   INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    key      TEXT    NOT NULL, -- of the article
    version  TEXT    NOT NULL,
    failures INTEGER NOT NULL, -- in a row
    due      INTEGER NOT NULL, -- when it is tried again after a failure; 0 for at the next reading
    dropped  INTEGER NOT NULL, -- 1 when it was taken out again to make room for newer ones
    PRIMARY KEY (source, key)
) STRICT, WITHOUT ROWID;

-- When a revision ceased to be the current one, "" while it is. Where the pages
-- of a paged document begin, in bytes of the body, but for the first: decimal,
-- with spaces between.
ALTER TABLE revisions ADD COLUMN superseded TEXT NOT NULL DEFAULT '';
ALTER TABLE revisions ADD COLUMN pages      TEXT NOT NULL DEFAULT '';
ALTER TABLE articles  ADD COLUMN pages      TEXT NOT NULL DEFAULT '';

-- What was fetched from the web for a space, by day (UTC, 2006-01-02).
CREATE TABLE fetches (
    space TEXT    NOT NULL,
    day   TEXT    NOT NULL,
    n     INTEGER NOT NULL,
    PRIMARY KEY (space, day)
) STRICT, WITHOUT ROWID;
