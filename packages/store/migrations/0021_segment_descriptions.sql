-- What people write of who is in a segment: the text of a persona.
ALTER TABLE segments ADD COLUMN IF NOT EXISTS description String;
