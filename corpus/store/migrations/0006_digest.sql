-- Of the bytes of the last reading, for servers that give nothing to be asked by.
ALTER TABLE sources ADD COLUMN digest TEXT NOT NULL DEFAULT '';
