/** The colours of the report: the window's tokens, as a test holds them to. */

export const paletteNames = [
  'bg', 'card', 'sunken', 'text', 'text-2', 'text-muted', 'line', 'line-strong', 'ttft', 'tpot', 'throughput', 'inflight', 'error', 'gpu', 'vram', 'cpu',
  'memory', 'power', 'temp', 'clock', 'swap', 'good', 'acceptable', 'poor', 'bad', 'good-wash', 'acceptable-wash', 'poor-wash', 'bad-wash', 'axis', 'grid', 'stage-odd',
] as const
export type PaletteName = (typeof paletteNames)[number]
export type Palette = Readonly<Record<PaletteName, string>>

const dark: Palette = {
  bg: '#0e1116', card: '#151a21', sunken: '#0a0d11', text: '#e8ebf0', 'text-2': '#b4bcc8', 'text-muted': '#8b95a4', line: 'rgb(255 255 255 / 0.08)', 'line-strong': 'rgb(255 255 255 / 0.12)',
  ttft: '#f5b83d', tpot: '#4fdcc8', throughput: '#4c8dfa', inflight: '#8fa0b5', error: '#ff5560', gpu: '#a688fb', vram: '#ec5fc4', cpu: '#4fae5a', memory: '#d2cc85', power: '#ef7a3a',
  temp: '#b39a9d', clock: '#86a9bd', swap: '#8f8c63', good: '#62dcab', acceptable: '#b4bcc8', poor: '#f0ae3c', bad: '#fb5f62', 'good-wash': 'rgb(98 220 171 / 0.12)',
  'acceptable-wash': 'rgb(180 188 200 / 0.1)', 'poor-wash': 'rgb(240 174 60 / 0.12)', 'bad-wash': 'rgb(251 95 98 / 0.12)', axis: '#8b95a4', grid: 'rgb(255 255 255 / 0.06)',
  'stage-odd': 'rgb(255 255 255 / 0.03)',
}

const light: Palette = {
  bg: '#f6f7f9', card: '#ffffff', sunken: '#eef0f4', text: '#151a21', 'text-2': '#424b58', 'text-muted': '#5f6977', line: 'rgb(15 23 36 / 0.1)', 'line-strong': 'rgb(15 23 36 / 0.16)',
  ttft: '#b57600', tpot: '#0a9183', throughput: '#1a55c9', inflight: '#6c7b90', error: '#c01f35', gpu: '#7444d6', vram: '#c2279f', cpu: '#1d6f31', memory: '#928c24', power: '#c9500f',
  temp: '#836a6e', clock: '#4d7388', swap: '#6f6c45', good: '#006b5a', acceptable: '#4c5664', poor: '#925d00', bad: '#ab1a2b', 'good-wash': 'rgb(0 107 90 / 0.1)',
  'acceptable-wash': 'rgb(76 86 100 / 0.08)', 'poor-wash': 'rgb(143 91 0 / 0.1)', 'bad-wash': 'rgb(171 26 43 / 0.08)', axis: '#5f6977', grid: 'rgb(15 23 36 / 0.07)',
  'stage-odd': 'rgb(15 23 36 / 0.035)',
}

export const palettes: Readonly<Record<'light' | 'dark', Palette>> = { dark, light }
