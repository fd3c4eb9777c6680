/** The style sheet of the report: the window's language of form on one page, and on paper always light. */
import { paletteNames, palettes, type Palette } from './palette.ts'

function variables(palette: Palette): string {
  return paletteNames.map((name) => `--${name}:${palette[name]}`).join(';')
}

const hues = ['ttft', 'tpot', 'throughput', 'inflight', 'error', 'gpu', 'vram', 'cpu', 'memory', 'power', 'temp', 'clock', 'swap'] as const
const bands = ['good', 'acceptable', 'poor', 'bad'] as const

const rules = `
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:400 13px/1.5 system-ui,-apple-system,'Segoe UI','Helvetica Neue','PingFang SC','Microsoft YaHei UI','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC','Noto Sans',sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1168px;margin:0 auto;padding:32px 24px 48px}
h1{font-size:28px;line-height:1.2;font-weight:600;margin:4px 0 8px;overflow-wrap:anywhere}
h2{font-size:15px;font-weight:600;margin:0 0 4px}
h3{font-size:13px;font-weight:600;margin:0}
p{margin:0}
.mark{font-size:12px;font-weight:600;color:var(--text-muted)}
.sub{color:var(--text-2);display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center;overflow-wrap:anywhere}
.muted{color:var(--text-muted)}
.note{color:var(--text-muted);font-size:12px;max-width:880px}
.badge{display:inline-block;padding:1px 8px;border-radius:999px;font-size:12px;font-weight:600;white-space:nowrap}
.tag{display:inline-block;padding:0 8px;border-radius:999px;font-size:12px;border:1px solid var(--line-strong);color:var(--text-2)}
.banner{border-radius:8px;padding:8px 16px;margin-top:12px;overflow-wrap:anywhere}
.banner b{font-weight:600}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px 20px 20px;margin-top:16px}
.layers{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:16px;margin-top:24px}
.layers .card{margin:0;display:flex;flex-direction:column;gap:12px}
.layer-head{display:flex;justify-content:space-between;align-items:baseline;gap:8px}
.cause{margin:10px 0 18px;break-inside:avoid}.cause h3{font-size:14px;margin:0 0 4px}.cause p{margin:4px 0}.cause ul{margin:6px 0 0;padding-left:18px}
.verdict{font-size:15px;line-height:1.45;flex:1}
.figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:12px 16px;border-top:1px solid var(--line);padding-top:12px}
.figure dt{font-size:12px;color:var(--text-muted)}
.figure dd{margin:0}
.figure .value{font-size:28px;font-weight:600;line-height:1.2;white-space:nowrap}
.figure .value.word{font-size:15px;line-height:1.4;white-space:normal;padding:6px 0 5px}
.figure .unit{font-size:13px;font-weight:400;color:var(--text-muted);margin-left:4px}
.figure .of{font-size:11px;color:var(--text-muted)}
.figure .of b{font-size:12px;font-weight:600}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin-top:12px}
th,td{padding:5px 12px 5px 0;text-align:right;white-space:nowrap;border-bottom:1px solid var(--line);vertical-align:baseline}
th{font-weight:400;font-size:12px;color:var(--text-muted)}
thead th{border-bottom-color:var(--line-strong);white-space:normal;vertical-align:bottom}
th:first-child,td:first-child,.left{text-align:left}
th:last-child,td:last-child{padding-right:0}
tbody tr:last-child>*{border-bottom:0}
tbody th{color:var(--text)}
.grouped td,.grouped tbody th{border-bottom:0;padding-top:2px;padding-bottom:2px}
.grouped .group>*{border-top:1px solid var(--line-strong)}
.grouped .group>*{padding-top:8px}.grouped .last>*{padding-bottom:8px}
tr.greyed td{color:var(--text-muted)}
td.dim{color:var(--text-muted)}
td.words{white-space:normal;overflow-wrap:anywhere;text-align:left;min-width:200px}
.facts{display:grid;grid-template-columns:minmax(0,auto) minmax(0,1fr);gap:4px 16px;margin:12px 0 0}
.facts dt{color:var(--text-muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px;margin-top:16px}
.pair .card{margin:0}
.stack{display:flex;flex-direction:column;gap:16px}
.facts+.note{margin-top:12px}
.ci{font-size:11px;color:var(--text-muted)}
.remarks{margin-top:12px}
.plots{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:16px 32px;margin-top:8px}
.plot{margin:0;break-inside:avoid}
.plots-title{margin-top:20px}.plots .plots-title{margin:0 0 4px}
.plot figcaption{color:var(--text-2);font-size:12px;font-weight:600}
.plot .dots{stroke-width:5}
.plot svg{margin:8px 0}.plot .note{text-wrap:pretty}
.definitions{columns:2;column-gap:32px;margin:12px 0 0}
.definitions div{break-inside:avoid;margin-bottom:8px}
.definitions dt{font-weight:600;font-size:12px}
.definitions dd{margin:0;color:var(--text-2);font-size:12px}
footer{margin-top:24px;color:var(--text-muted);font-size:12px}
svg{display:block;width:100%;height:auto;margin-top:12px}
svg text{font-size:11px;fill:var(--text-muted)}
svg text.lane{font-size:12px;font-weight:600;fill:var(--text)}
svg text.stage{fill:var(--text-2);text-anchor:middle}
svg text.tick{text-anchor:end}
svg text.time{text-anchor:middle}
svg .grid{stroke:var(--grid);stroke-width:1}
svg .rule{stroke:var(--line-strong);stroke-width:1}
svg .stage-odd{fill:var(--stage-odd)}
svg .window{stroke:var(--text-muted);stroke-width:2}
svg .line{fill:none;stroke-width:1.5;stroke-linejoin:round;stroke-linecap:round}
svg .thin{stroke-width:1}
svg .dash{stroke-dasharray:4 3}
svg .area{stroke:none;opacity:.2}
svg .dots{fill:none;stroke-width:3.5;stroke-linecap:round;opacity:.6}
svg .cross{fill:none;stroke-width:1.5}
svg .strike{stroke-width:1;stroke-dasharray:2 3}
svg text.strike-label{fill:var(--error);font-weight:600}
${hues.map((hue) => `svg .s-${hue}{stroke:var(--${hue})}svg .f-${hue}{fill:var(--${hue})}`).join('\n')}
${bands.map((band) => `.b-${band}{color:var(--${band})}.w-${band}{color:var(--${band});background:var(--${band}-wash)}`).join('\n')}
.banner{color:var(--text)}
@media (max-width:900px){.layers,.pair,.plots{grid-template-columns:minmax(0,1fr)}.definitions{columns:1}}`

/** On paper: light, no page margins of our own, nothing torn apart that fits a page. */
function printRules(): string {
  return `@page{size:A4;margin:14mm 12mm}
@media print{:root{${variables(palettes.light)};color-scheme:light}body{background:#fff;-webkit-print-color-adjust:exact;print-color-adjust:exact;font-size:11px}main{max-width:none;padding:0}
.card{break-inside:avoid;padding:10px 14px 12px;margin-top:10px}.card.long{break-inside:auto}.layers{grid-template-columns:repeat(3,minmax(0,1fr));gap:10px}.layers .card{padding:10px 12px}.pair,.plots{grid-template-columns:repeat(2,minmax(0,1fr));gap:10px}.ci{font-size:8px}.note,.plot figcaption{font-size:10px}
.figure .value{font-size:20px}.verdict{font-size:12px}.figure .value.word{font-size:12px}svg{max-height:122mm}table{font-size:10px}th{font-size:9px}th,td{padding:3px 5px 3px 0}thead th{word-break:keep-all}.layers{margin-top:12px}tr{break-inside:avoid}thead{display:table-header-group}.scroll{overflow:visible}.definitions{columns:2}}`
}

/** The whole sheet for one theme. */
export function reportStyle(theme: 'light' | 'dark'): string {
  return `:root{${variables(palettes[theme])};color-scheme:${theme}}${rules}\n${printRules()}\n`
}
