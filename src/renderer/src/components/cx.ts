/** Joins class names, because CSS Modules yield possibly missing strings. */

/** The truthy parts, separated by a space. */
export const cx = (...parts: readonly (string | false | null | undefined)[]): string => parts.filter(Boolean).join(' ')
