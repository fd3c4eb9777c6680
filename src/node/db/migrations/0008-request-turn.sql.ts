/** Which turn of a conversation a request is, from 1: null outside of conversations. */
export const requestTurn = `
ALTER TABLE requests ADD COLUMN turn INTEGER;
`
