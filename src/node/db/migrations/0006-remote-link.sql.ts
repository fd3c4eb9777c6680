/** How the machine of the model was read, when that is another one: clock offset, scrape interval, gaps. */
export const remoteLink = `
ALTER TABLE sessions ADD COLUMN remote TEXT;
`
