export function LiveStrip() { return null }
