/** Dice for the seed: prompts then differ from run to run, so that no server answers from its cache. */
export function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}
