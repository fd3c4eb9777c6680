/** When the compute device was busy and with what, so that a sensor can tell the share of its window. */

interface Span {
  readonly fromMs: number
  readonly toMs: number
  /** Share of the span that read prompts; the rest decoded. */
  readonly prefillShare: number
}

/** No sensor looks back further. */
const keepMs = 3_000

export class BusySpans {
  private spans: Span[] = []

  add(fromMs: number, toMs: number, prefillShare: number): void {
    this.spans.push({ fromMs, toMs, prefillShare })
    if (this.spans.length > 256) this.spans = this.spans.filter((span) => span.toMs > toMs - keepMs)
  }

  /** Share of the window that ends now, 0..1: busy at all, and busy with prompts. */
  shares(nowMs: number, windowMs: number): { readonly busy: number; readonly prefill: number } {
    let busyMs = 0
    let prefillMs = 0
    for (const { fromMs, toMs, prefillShare } of this.spans) {
      const overlapMs = Math.min(toMs, nowMs) - Math.max(fromMs, nowMs - windowMs)
      if (overlapMs <= 0) continue
      busyMs += overlapMs
      prefillMs += overlapMs * prefillShare
    }
    return { busy: Math.min(1, busyMs / windowMs), prefill: Math.min(1, prefillMs / windowMs) }
  }
}
