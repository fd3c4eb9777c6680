/** What screen readers are told: checked on the static markup, without a browser. */
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import {
  Button,
  Checkbox,
  DataTable,
  Field,
  NumberInput,
  ProgressBar,
  SegmentedControl,
  Sparkline,
  Stat,
  TextInput,
  TooltipProvider,
  Value,
} from '../../../../src/renderer/src/components/index.ts'

const ignore = (): void => undefined
const render = (node: ReactNode): string => renderToStaticMarkup(<TooltipProvider>{node}</TooltipProvider>)
const attribute = (html: string, name: string): string | undefined => new RegExp(`${name}="([^"]*)"`).exec(html)?.[1]

describe('Field', () => {
  it('ties label, control and error together', () => {
    const html = render(
      <Field label="Address" error="Not a URL">
        <TextInput value="x" onChange={ignore} />
      </Field>,
    )
    const id = attribute(html, 'for')
    expect(id).toBeTruthy()
    expect(html).toContain(`id="${id ?? ''}" aria-describedby="${id ?? ''}-below" aria-invalid="true"`)
    expect(html).toContain(`<div id="${id ?? ''}-below"`)
  })

  it('promises no description where there is none', () => {
    const html = render(
      <Field label="Address">
        <TextInput value="" onChange={ignore} />
      </Field>,
    )
    expect(html).not.toContain('aria-describedby')
    expect(html).not.toContain('aria-invalid')
  })
})

describe('NumberInput', () => {
  it('is a spin button that says its limits and marks a value outside of them', () => {
    const html = render(<NumberInput aria-label="Users" value={9} onChange={ignore} min={1} max={8} unit="users" />)
    expect(html).toContain('role="spinbutton"')
    expect(attribute(html, 'aria-valuenow')).toBe('9')
    expect(attribute(html, 'aria-valuemax')).toBe('8')
    expect(attribute(html, 'aria-valuetext')).toBe('9 users')
    expect(attribute(html, 'aria-invalid')).toBe('true')
  })
})

describe('figures', () => {
  it('show a dash and speak the reason where a value is missing', () => {
    for (const html of [render(<Value figure={{ missing: 'no GPU found' }} />), render(<Stat label="GPU" figure={{ missing: 'no GPU found' }} />)]) {
      expect(html).toContain('<span aria-hidden="true">–</span>')
      expect(html).toContain('no GPU found')
    }
  })

  it('are never cut off: a long one is set smaller', () => {
    const classOf = (text: string): string | undefined =>
      new RegExp(`class="([^"]*)">${text}<`).exec(render(<Stat label="n" figure={{ text }} />))?.[1]
    expect(classOf('1,234,567')).toContain('long')
    expect(classOf('612')).not.toContain('long')
  })

  it('keep a sparkline silent unless it is labelled', () => {
    expect(render(<Sparkline series="ttft" values={[1, 2]} />)).toContain('aria-hidden="true"')
    expect(render(<Sparkline series="ttft" values={[1, 2]} label="rising" />)).toContain('role="img" aria-label="rising"')
  })
})

describe('controls', () => {
  it('tell that a button is busy without taking it out of the Tab order', () => {
    const html = render(<Button loading>Run</Button>)
    expect(html).toContain('aria-busy="true"')
    expect(html).not.toContain('disabled=""')
  })

  it('name a group of segments and check one of them', () => {
    const html = render(
      <SegmentedControl
        label="Scale"
        value="log"
        onChange={ignore}
        segments={[
          { value: 'lin', label: 'Linear' },
          { value: 'log', label: 'Log' },
        ]}
      />,
    )
    expect(html).toContain('role="radiogroup" aria-label="Scale"')
    expect(html.match(/checked=""/g)).toHaveLength(1)
  })

  it('keep the label of a bare checkbox for screen readers', () => {
    expect(render(<Checkbox label="Choose run 1" hideLabel checked onChange={ignore} />)).toContain('Choose run 1')
  })

  it('give no number for progress without a known end', () => {
    expect(render(<ProgressBar label="Loading" value={null} />)).not.toContain('aria-valuenow')
    expect(attribute(render(<ProgressBar label="Run" value={0.424} />), 'aria-valuenow')).toBe('42')
  })
})

describe('DataTable', () => {
  const columns = [
    { id: 'name', header: 'Name', cell: (row: string) => row, sortValue: (row: string) => row },
    { id: 'note', header: 'Note', cell: () => null },
  ]

  it('shows the empty state instead of an empty grid', () => {
    const html = render(<DataTable label="Runs" columns={columns} rows={[]} rowKey={String} empty="Nothing yet" />)
    expect(html).toContain('Nothing yet')
    expect(html).not.toContain('role="grid"')
  })

  it('counts rows and columns, also those not drawn, and says how it is sorted', () => {
    const rows = Array.from({ length: 500 }, (_, index) => `run ${index}`)
    const html = render(<DataTable label="Runs" columns={columns} rows={rows} rowKey={String} empty="" initialSort={{ id: 'name', desc: true }} />)
    expect(attribute(html, 'aria-rowcount')).toBe('501')
    expect(attribute(html, 'aria-colcount')).toBe('2')
    expect(html.match(/aria-sort="descending"/g)).toHaveLength(1)
    expect(html.match(/data-index=/g)?.length ?? 0).toBeLessThan(60)
  })
})
