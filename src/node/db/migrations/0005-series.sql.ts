/** Which series of repeats a session belongs to, and where it stands in it. */
export const seriesPlaceColumns = `
ALTER TABLE sessions ADD COLUMN series_id TEXT;
ALTER TABLE sessions ADD COLUMN place TEXT;
CREATE INDEX sessions_by_series ON sessions (series_id) WHERE series_id IS NOT NULL;
`
