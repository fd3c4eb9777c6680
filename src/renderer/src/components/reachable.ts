/** Puts an element that only explains itself into the Tab order: there is nothing to press, but its tip must be readable by keyboard. */
export const REACHABLE = { tabIndex: 0 } as const;
