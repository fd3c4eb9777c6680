/** The state that all lanes share: zoom, pan, brush, and what a growing recording does to them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { handleTimelineKey } from '../../../../src/renderer/src/charts/timeline-keyboard.ts'
import { MIN_SPAN_MS, TimelineStore } from '../../../../src/renderer/src/charts/timeline-store.ts'

const press = (key: string, held: { readonly shiftKey?: boolean; readonly altKey?: boolean } = {}) => ({ key, shiftKey: false, altKey: false, ...held })

describe('zoom and pan', () => {
  it('keeps the instant under the cursor in its place', () => {
    const store = new TimelineStore([0, 100_000])
    store.zoomAt(40_000, 0.5)
    expect(store.state.view).toEqual([20_000, 70_000])
    expect(store.isZoomed).toBe(true)
  })

  it('pans no further than the recording', () => {
    const store = new TimelineStore([0, 100_000])
    store.setView([10_000, 30_000])
    store.panBy(-50_000)
    expect(store.state.view).toEqual([0, 20_000])
    store.panBy(500_000)
    expect(store.state.view).toEqual([80_000, 100_000])
  })

  it('stays inside the recording and above the smallest span, whatever is done', () => {
    const step = fc.oneof(
      fc.record({ zoom: fc.double({ min: 0.001, max: 1000, noNaN: true }), at: fc.double({ min: -1e5, max: 2e5, noNaN: true }) }),
      fc.record({ pan: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }),
    )
    fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const store = new TimelineStore([0, 100_000])
      for (const each of steps) {
        if ('zoom' in each) store.zoomAt(each.at, each.zoom)
        else store.panBy(each.pan)
        const [from, to] = store.state.view
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThanOrEqual(100_000 + 1e-6)
        expect(to - from).toBeGreaterThanOrEqual(MIN_SPAN_MS - 1e-6)
      }
    }))
  })
})

describe('a growing recording', () => {
  it('keeps showing everything until the user zooms in', () => {
    const store = new TimelineStore([0, 20_000])
    store.setDomain([0, 40_000])
    expect(store.state.view).toEqual([0, 40_000])
    store.setView([5_000, 10_000])
    store.setDomain([0, 60_000])
    expect(store.state.view).toEqual([5_000, 10_000])
  })
})

describe('brush', () => {
  it('orders its ends, stays inside, and tells computing listeners only when it is committed', () => {
    const store = new TimelineStore([0, 10_000])
    let [drawn, committed] = [0, 0]
    store.subscribe('selection', () => { drawn += 1 })
    const stop = store.subscribe('commit', () => { committed += 1 })
    store.setSelection([9_000, -500], false)
    expect(store.state.selection).toEqual([0, 9_000])
    store.setSelection([4_000, 2_000])
    expect([drawn, committed]).toEqual([2, 1])
    stop()
    store.setSelection(null)
    expect([drawn, committed, store.state.selection]).toEqual([3, 1, null])
  })
})

describe('keyboard', () => {
  it('moves the crosshair by a hundredth of the view and brushes with Shift', () => {
    const store = new TimelineStore([0, 100_000])
    expect(handleTimelineKey(store, press('ArrowRight'))).toBe(true)
    expect(store.state.hoverMs).toBe(51_000)
    handleTimelineKey(store, press('ArrowRight', { shiftKey: true }))
    handleTimelineKey(store, press('ArrowRight', { shiftKey: true }))
    expect(store.state.selection).toEqual([51_000, 53_000])
    handleTimelineKey(store, press('ArrowLeft', { shiftKey: true }))
    expect(store.state.selection).toEqual([51_000, 52_000])
  })

  it('lets go step by step with Escape and leaves the key to the page at last', () => {
    const store = new TimelineStore([0, 100_000])
    store.setView([0, 10_000])
    store.setSelection([1_000, 2_000])
    store.setHover(1_500)
    const done = [0, 1, 2, 3].map(() => handleTimelineKey(store, press('Escape')))
    expect(done).toEqual([true, true, true, false])
    expect(store.state).toEqual({ domain: [0, 100_000], view: [0, 100_000], hoverMs: null, selection: null, focus: null })
  })

  it('zooms, pans and shows all', () => {
    const store = new TimelineStore([0, 100_000])
    handleTimelineKey(store, press('+'))
    expect(store.state.view).toEqual([15_000, 85_000])
    handleTimelineKey(store, press('ArrowLeft', { altKey: true }))
    expect(store.state.view).toEqual([8_000, 78_000])
    handleTimelineKey(store, press('Home'))
    expect(store.isZoomed).toBe(false)
    expect(handleTimelineKey(store, press('a'))).toBe(false)
  })
})
