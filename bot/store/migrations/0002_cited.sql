-- The revisions of articles that an answer quotes. They are kept for some time
-- after newer ones have taken their place.
CREATE TABLE bot_cited (
    space    TEXT NOT NULL,
    answer   INTEGER NOT NULL REFERENCES bot_answers ON DELETE CASCADE,
    revision TEXT NOT NULL,
    PRIMARY KEY (answer, revision)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO bot_cited (space, answer, revision)
    SELECT a.space, a.n, json_extract(c.value, '$.revision') FROM bot_answers a, json_each(a.answer, '$.citations') c
    WHERE json_extract(c.value, '$.revision') <> '';
INSERT OR IGNORE INTO bot_cited (space, answer, revision)
    SELECT a.space, a.n, json_extract(c.value, '$.revision') FROM bot_answers a, json_each(a.answer, '$.nearest') c
    WHERE json_extract(c.value, '$.revision') <> '';
CREATE INDEX bot_answers_space ON bot_answers (space, at);
