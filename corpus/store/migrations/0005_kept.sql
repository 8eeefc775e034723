-- Which version of the readers the validators belong to: see corpus.ReaderVersion.
ALTER TABLE sources ADD COLUMN reader INTEGER NOT NULL DEFAULT 0;
CREATE INDEX sources_untold ON sources (n) WHERE told = 0 AND state <> 'fresh';

-- When an item was published, or else first seen, in milliseconds since 1970.
ALTER TABLE items ADD COLUMN at INTEGER NOT NULL DEFAULT 0;

-- A text that was superseded before that was noted counts as superseded now.
UPDATE revisions SET superseded = strftime('%Y-%m-%dT%H:%M:%SZ')
    WHERE NOT EXISTS (SELECT 1 FROM articles a WHERE a.n = revisions.article AND a.revision = revisions.id);
CREATE INDEX revisions_superseded ON revisions (article, superseded) WHERE superseded <> '';

-- How much a space holds, so that nobody has to count it for each article. The
-- triggers keep it, whoever deletes. bytes are the texts and the bytes as they
-- arrived, of all revisions.
ALTER TABLE spaces ADD COLUMN sources  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE spaces ADD COLUMN articles INTEGER NOT NULL DEFAULT 0;
ALTER TABLE spaces ADD COLUMN bytes    INTEGER NOT NULL DEFAULT 0;
UPDATE spaces SET
    sources  = (SELECT count(*) FROM sources s WHERE s.space = spaces.space),
    articles = (SELECT count(*) FROM articles a WHERE a.space = spaces.space),
    bytes    = (SELECT coalesce(sum(octet_length(r.body) + octet_length(r.original)), 0)
                FROM articles a JOIN revisions r ON r.article = a.n WHERE a.space = spaces.space);

CREATE TRIGGER sources_more AFTER INSERT ON sources BEGIN
    UPDATE spaces SET sources = sources + 1 WHERE space = NEW.space;
END;
CREATE TRIGGER sources_less AFTER DELETE ON sources BEGIN
    UPDATE spaces SET sources = sources - 1 WHERE space = OLD.space;
END;
CREATE TRIGGER articles_more AFTER INSERT ON articles BEGIN
    UPDATE spaces SET articles = articles + 1 WHERE space = NEW.space;
END;
-- Before: its revisions go with it, and then nothing tells their space any more.
CREATE TRIGGER articles_less BEFORE DELETE ON articles BEGIN
    UPDATE spaces SET articles = articles - 1, bytes = bytes -
        (SELECT coalesce(sum(octet_length(body) + octet_length(original)), 0) FROM revisions WHERE article = OLD.n)
    WHERE space = OLD.space;
END;
CREATE TRIGGER revisions_more AFTER INSERT ON revisions BEGIN
    UPDATE spaces SET bytes = bytes + octet_length(NEW.body) + octet_length(NEW.original)
    WHERE space = (SELECT space FROM articles WHERE n = NEW.article);
END;
-- Of an article that stays.
CREATE TRIGGER revisions_less AFTER DELETE ON revisions BEGIN
    UPDATE spaces SET bytes = bytes - octet_length(OLD.body) - octet_length(OLD.original)
    WHERE space = (SELECT space FROM articles WHERE n = OLD.article);
END;
