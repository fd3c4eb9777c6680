/** Who stamped what arrived in a second, the kernel or the client: null in sessions from before. */
export const stampedBy = `
ALTER TABLE client_samples ADD COLUMN stamped_by TEXT;
`
