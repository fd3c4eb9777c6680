/** What each machine's own error was found to be, and which finding speaks for a session. */
export const calibrationTable = `
CREATE TABLE calibrations (
  pk INTEGER PRIMARY KEY,
  created_at_ms REAL NOT NULL,
  hostname TEXT,
  runtime TEXT NOT NULL,
  app_version TEXT NOT NULL,
  streams INTEGER NOT NULL,
  result TEXT NOT NULL
) STRICT;
CREATE INDEX calibrations_by_time ON calibrations (created_at_ms DESC);
ALTER TABLE sessions ADD COLUMN calibration_pk INTEGER REFERENCES calibrations (pk);
`
