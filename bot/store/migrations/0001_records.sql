-- The records of the bot in Discord. They stand in the same database as the
-- articles, and every name begins with bot_. Times are microseconds since 1970
-- in UTC, 0 when unknown. Columns that may be long stand last in their row.

-- The servers that the bot was in. left_at is 0 while it is.
CREATE TABLE bot_servers (
    space   TEXT PRIMARY KEY,
    left_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- When the last digest of a server was written.
CREATE TABLE bot_digests (
    space TEXT PRIMARY KEY,
    at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bot_settings (
    space    TEXT PRIMARY KEY,
    settings TEXT NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

-- What moderators did, beside the actions on sources, which the articles' own
-- audit holds.
CREATE TABLE bot_audit (
    n      INTEGER PRIMARY KEY,
    space  TEXT NOT NULL,
    at     INTEGER NOT NULL,
    actor  TEXT NOT NULL,
    action TEXT NOT NULL,
    source TEXT NOT NULL,
    what   TEXT NOT NULL
) STRICT;
CREATE INDEX bot_audit_at ON bot_audit (space, at);
CREATE INDEX bot_audit_actor ON bot_audit (space, actor);

CREATE TABLE bot_spending (
    space  TEXT NOT NULL,
    day    TEXT NOT NULL, -- 2006-01-02
    tokens INTEGER NOT NULL,
    PRIMARY KEY (space, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX bot_spending_day ON bot_spending (day);

-- Answers and refusals. One without a message did not reach Discord and counts
-- nowhere. tokens, sentences and dropped are those of the answer as it was first
-- shown; answer is how it is shown now.
CREATE TABLE bot_answers (
    n         INTEGER PRIMARY KEY,
    space     TEXT NOT NULL,
    id        TEXT NOT NULL,
    guild     TEXT NOT NULL,
    channel   TEXT NOT NULL,
    parent    TEXT NOT NULL,
    message   TEXT NOT NULL,
    person    TEXT NOT NULL,
    private   INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    took      INTEGER NOT NULL, -- nanoseconds
    answered  INTEGER NOT NULL,
    tokens    INTEGER NOT NULL,
    sentences INTEGER NOT NULL, -- composed: shown and dropped
    dropped   INTEGER NOT NULL,
    gap_key   TEXT NOT NULL,
    question  TEXT NOT NULL,
    resolved  TEXT NOT NULL, -- the question with those before it, when it leans on them
    marks     TEXT NOT NULL, -- JSON
    answer    TEXT NOT NULL, -- JSON, as `footnote ask --json` prints it
    UNIQUE (space, id)
) STRICT;
CREATE INDEX bot_answers_turns ON bot_answers (space, person, channel, at);
-- The figures are read from this index alone: the rows are long.
CREATE INDEX bot_answers_stats ON bot_answers (space, at, answered, private, took, tokens, sentences, dropped)
    WHERE message <> '';
CREATE INDEX bot_answers_gaps ON bot_answers (space, gap_key, at) WHERE gap_key <> '' AND message <> '';
CREATE INDEX bot_answers_message ON bot_answers (space, message) WHERE message <> '';
CREATE INDEX bot_answers_at ON bot_answers (at);

-- Which sources an answer quotes, in its citations, in what says the same, or in
-- the nearest passages of a refusal.
CREATE TABLE bot_quotes (
    space  TEXT NOT NULL,
    source TEXT NOT NULL,
    answer INTEGER NOT NULL REFERENCES bot_answers ON DELETE CASCADE,
    PRIMARY KEY (space, source, answer)
) STRICT, WITHOUT ROWID;
CREATE INDEX bot_quotes_answer ON bot_quotes (answer);

-- Groups of refusals that were dismissed or covered: those up to at.
CREATE TABLE bot_closed_gaps (
    space   TEXT NOT NULL,
    gap_key TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (space, gap_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX bot_closed_gaps_at ON bot_closed_gaps (at);

CREATE TABLE bot_votes (
    answer INTEGER NOT NULL REFERENCES bot_answers ON DELETE CASCADE,
    space  TEXT NOT NULL,
    person TEXT NOT NULL,
    up     INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (answer, person)
) STRICT;
CREATE INDEX bot_votes_stats ON bot_votes (space, at, up);
CREATE INDEX bot_votes_person ON bot_votes (space, person);
CREATE INDEX bot_votes_at ON bot_votes (at);

-- closed says that the question was covered and the person could not be told.
CREATE TABLE bot_subscriptions (
    n        INTEGER PRIMARY KEY,
    space    TEXT NOT NULL,
    id       TEXT NOT NULL,
    person   TEXT NOT NULL,
    channel  TEXT NOT NULL,
    at       INTEGER NOT NULL,
    closed   INTEGER NOT NULL,
    folded   TEXT NOT NULL, -- the question without what differs in writing only
    question TEXT NOT NULL,
    UNIQUE (space, id)
) STRICT;
CREATE UNIQUE INDEX bot_subscriptions_open ON bot_subscriptions (space, person, folded) WHERE closed = 0;
CREATE INDEX bot_subscriptions_person ON bot_subscriptions (space, person, closed);
CREATE INDEX bot_subscriptions_waiting ON bot_subscriptions (space, closed, at);
CREATE INDEX bot_subscriptions_at ON bot_subscriptions (at);

CREATE TABLE bot_jobs (
    n       INTEGER PRIMARY KEY,
    space   TEXT NOT NULL,
    id      TEXT NOT NULL,
    kind    TEXT NOT NULL,
    person  TEXT NOT NULL,
    channel TEXT NOT NULL,
    state   TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended   INTEGER NOT NULL,
    done    INTEGER NOT NULL,
    total   INTEGER NOT NULL,
    what    TEXT NOT NULL,
    error   TEXT NOT NULL,
    items   TEXT NOT NULL, -- JSON
    UNIQUE (space, id)
) STRICT;
CREATE INDEX bot_jobs_started ON bot_jobs (space, started);
CREATE INDEX bot_jobs_at ON bot_jobs (started);
CREATE INDEX bot_jobs_open ON bot_jobs (state) WHERE state IN ('waiting', 'running');

CREATE TABLE bot_job_sources (
    space  TEXT NOT NULL,
    source TEXT NOT NULL,
    job    INTEGER NOT NULL REFERENCES bot_jobs ON DELETE CASCADE,
    PRIMARY KEY (space, source, job)
) STRICT, WITHOUT ROWID;
CREATE INDEX bot_job_sources_job ON bot_job_sources (job);

-- Replies that are being made: as many as run at once, and those that a crash
-- left, until the next start. token is a secret while it lives.
CREATE TABLE bot_flights (
    id            TEXT NOT NULL,
    space         TEXT NOT NULL,
    guild         TEXT NOT NULL,
    channel       TEXT NOT NULL,
    parent        TEXT NOT NULL,
    person        TEXT NOT NULL,
    since         INTEGER NOT NULL,
    application   TEXT NOT NULL,
    token         TEXT NOT NULL,
    reply_channel TEXT NOT NULL,
    reply_message TEXT NOT NULL,
    PRIMARY KEY (id, space)
) STRICT, WITHOUT ROWID;

-- How often something was deleted that must not stay on the disk, and up to which
-- of these the write-ahead log, where it may still stand, was emptied.
CREATE TABLE bot_scrub (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    deleted INTEGER NOT NULL,
    emptied INTEGER NOT NULL
) STRICT;
INSERT INTO bot_scrub (one, deleted, emptied) VALUES (1, 0, 0);
