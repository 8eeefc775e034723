-- The articles of all spaces. Texts are as they are, uncompressed, so that the
-- file can be read with any SQLite shell. Times are RFC 3339 in UTC, "" when
-- unknown. Columns that may be long stand last in their row.

-- Facts about the whole database: active_model, held_source, scrub.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- generation grows with each transaction that changes what is searched in a space.
CREATE TABLE spaces (
    space      TEXT PRIMARY KEY,
    generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
    n        INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    space    TEXT NOT NULL REFERENCES spaces,
    kind     TEXT NOT NULL,
    location TEXT NOT NULL,
    shown    TEXT NOT NULL,
    title    TEXT NOT NULL,
    added_by TEXT NOT NULL,
    added_at TEXT NOT NULL,
    refresh  TEXT NOT NULL,
    state    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    UNIQUE (space, location, kind)
) STRICT;
CREATE INDEX sources_shown ON sources (space, shown);

CREATE TABLE articles (
    n         INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    space     TEXT NOT NULL REFERENCES spaces,
    source    INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
    key       TEXT NOT NULL,
    revision  TEXT NOT NULL, -- the current one
    title     TEXT NOT NULL,
    publisher TEXT NOT NULL,
    author    TEXT NOT NULL,
    url       TEXT NOT NULL,
    language  TEXT NOT NULL,
    published TEXT NOT NULL,
    retrieved TEXT NOT NULL
) STRICT;
CREATE INDEX articles_source ON articles (source);
CREATE INDEX articles_url ON articles (space, url);

-- Every text that an article ever had. hash is the SHA-256 of body; original
-- holds the bytes as they arrived.
CREATE TABLE revisions (
    n        INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    article  INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    title    TEXT NOT NULL,
    hash     TEXT NOT NULL,
    stored   TEXT NOT NULL,
    body     TEXT NOT NULL,
    original BLOB NOT NULL
) STRICT;
CREATE INDEX revisions_article ON revisions (article);

-- The passages of current revisions, in reading order of n. first and past are
-- bytes into the body.
CREATE TABLE passages (
    n       INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    first   INTEGER NOT NULL,
    past    INTEGER NOT NULL,
    text    TEXT NOT NULL
) STRICT;
CREATE INDEX passages_article ON passages (article, n, id);

CREATE TABLE models (
    n         INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,
    dimension INTEGER NOT NULL -- 0 until the first vector
) STRICT;

-- One row an article and model: the vectors of its passages in reading order,
-- each of the model's dimension, as little-endian 32-bit floats. One row an
-- article, not one a passage, because all of a space's vectors are loaded at
-- each start.
CREATE TABLE embeddings (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    model   INTEGER NOT NULL REFERENCES models,
    vectors BLOB NOT NULL,
    PRIMARY KEY (article, model)
) STRICT;
CREATE INDEX embeddings_model ON embeddings (model);

-- When an article was last put or removed, in generations of its space. Rows of
-- removed articles stay: a derived index must hear of them.
CREATE TABLE changes (
    space      TEXT NOT NULL REFERENCES spaces,
    article    TEXT NOT NULL, -- the article's id
    generation INTEGER NOT NULL,
    PRIMARY KEY (space, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX changes_generation ON changes (space, generation);

-- Who did what to which source. It holds no text, title or address: it outlives
-- the source, and a source's id can be computed from its address.
CREATE TABLE audit (
    n        INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    space    TEXT NOT NULL,
    actor    TEXT NOT NULL,
    action   TEXT NOT NULL, -- added, updated, failed, removed
    source   TEXT NOT NULL, -- the source's id
    articles INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_source ON audit (space, source);
