-- The spaces whose derived indexes may still hold texts that were removed. mark
-- grows with each removal: who has erased up to a mark deletes the row if it still
-- has that mark.
CREATE TABLE erasing (
    space TEXT PRIMARY KEY,
    mark  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
