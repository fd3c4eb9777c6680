/** What `vm_stat 1` prints: a header with the size of a page, a line of names, a line since boot, then a line each second. */

const pageLine = /page size of (\d+) bytes/

export function parsePageBytes(line: string): number | null {
  const match = pageLine.exec(line)
  return match?.[1] === undefined ? null : Number(match[1])
}

/** Null when the line is no line of names. */
export function parseVmNames(line: string): readonly string[] | null {
  const names = line.trim().split(/\s+/)
  return names.includes('free') && names.includes('wired') ? names : null
}

/** `8123`, `8123K`, `12M`: large numbers are shortened. */
function amount(cell: string | undefined): number | null {
  const match = /^(\d+)([KMG])?$/.exec(cell ?? '')
  return match === null ? null : Number(match[1]) * ({ K: 1e3, M: 1e6, G: 1e9 }[match[2] ?? ''] ?? 1)
}

export interface VmSample {
  /** Pages that programs could get without anything being written out: free, guessed and not lately used. */
  readonly availablePages: number | null
  /** Of the second before. */
  readonly pagesIn: number | null
  readonly swapsIn: number | null
  readonly swapsOut: number | null
}

/** Null when the line is no row under these names. */
export function parseVmRow(line: string, names: readonly string[]): VmSample | null {
  const cells = line.trim().split(/\s+/)
  if (cells.length !== names.length || !/^\d/.test(cells[0] ?? '')) return null
  const value = (name: string) => amount(cells[names.indexOf(name)])
  const [free, guessed, inactive] = [value('free'), value('specul'), value('inactive')]
  return {
    availablePages: free === null || inactive === null ? null : free + inactive + (guessed ?? 0),
    pagesIn: value('pageins'),
    swapsIn: value('swapins'),
    swapsOut: value('swapouts'),
  }
}
