/** Events say who noticed them, on which device, and what the machine's processes took at that time. */
export const eventSources = `
ALTER TABLE events ADD COLUMN source TEXT;
ALTER TABLE events ADD COLUMN device TEXT;
ALTER TABLE events ADD COLUMN processes TEXT;
`
