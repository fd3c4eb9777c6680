// The page that shows the pictures side by side: one row a view, light beside dark, English beside Chinese.

/** What the page needs to know about a picture. */
export interface GalleryPicture {
  readonly file: string
  readonly set: string
  readonly scene: string
  readonly language: string
  readonly theme: string
  readonly width: number
}

const STYLE = `body{font:14px/1.4 system-ui,sans-serif;margin:24px;background:#888;color:#111}h2{margin:32px 0 8px}
.row{display:grid;grid-template-columns:repeat(4,1fr);gap:12px}figure{margin:0}img{width:100%;border:1px solid #555;display:block}figcaption{font-size:12px}`

/** File names are made of words of ours alone, so nothing needs escaping. */
export function galleryPage(pictures: readonly GalleryPicture[]): string {
  const rows = new Map<string, GalleryPicture[]>()
  for (const picture of pictures) {
    const title = `${picture.scene} · ${picture.set} · ${picture.width}`
    rows.set(title, [...(rows.get(title) ?? []), picture])
  }
  const sections = [...rows]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, row]) => `<h2>${title}</h2><div class="row">${row.map(figure).join('')}</div>`)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>LLM Dyno gallery</title><style>${STYLE}</style><h1>${pictures.length} pictures</h1>${sections.join('\n')}</html>\n`
}

function figure({ file, language, theme }: GalleryPicture): string {
  return `<figure><a href="${file}"><img loading="lazy" src="${file}" alt=""></a><figcaption>${language}, ${theme}</figcaption></figure>`
}
