/** One hash for everything seeded, so that a request's dice depend on the seed and its number alone. */

/** 32-bit avalanche of two numbers (the finaliser of MurmurHash3); different indices of one seed never collide. */
export function mix(seed: number, index: number): number {
  let hash = (seed ^ Math.imul(index + 1, 0x9e37_79b1)) | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
