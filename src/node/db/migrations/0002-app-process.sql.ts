/** Which app a recorder belonged to: tells a recorder that crashed alone from an app that ended with it. */
export const appProcess = `
ALTER TABLE sessions ADD COLUMN app_pid INTEGER;
ALTER TABLE sessions ADD COLUMN app_start TEXT;
`
