/** Requests of a probe user beside the load: null for those of the load. */
export const requestRole = `
ALTER TABLE requests ADD COLUMN role TEXT;
`
