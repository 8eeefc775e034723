-- How often an answer was changed since it was last shown: its message in Discord
-- is still to be edited.
ALTER TABLE bot_answers ADD COLUMN unshown INTEGER NOT NULL DEFAULT 0;
CREATE INDEX bot_answers_unshown ON bot_answers (space, at) WHERE unshown > 0;
