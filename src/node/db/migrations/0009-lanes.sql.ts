/** Threads that shared the requests of a run, and CPU of the busiest: null where the engine was one thread. */
export const clientLanes = `
ALTER TABLE client_samples ADD COLUMN lanes INTEGER;
ALTER TABLE client_samples ADD COLUMN busiest_cpu_percent REAL;
`
