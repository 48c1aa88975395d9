/** Text that is HTML already; anything else is escaped when it comes into a template. */
export interface Html {
  readonly html: string
}

type Piece = Html | string | number | readonly Html[] | undefined

/** A template of HTML: what is filled in is text, in elements and in quoted attributes, unless it is `Html` itself. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: parts.reduce((all, part, index) => all + render(pieces[index - 1]) + part) }
}

export interface Page {
  /** BCP 47 tag. */
  readonly language: string
  readonly title: string
  /** CSS: its SHA-256 stands in the policy of the reply. */
  readonly style: string
  readonly body: Html
}

/** A whole page, which asks for nothing else and that no search engine keeps. */
export function pageAsText({ language, title, style, body }: Page): string {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${{ html: style }}</style>
</head>
<body>
${body}
</body>
</html>
`.html
}

function render(piece: Piece): string {
  if (piece === undefined) return ''
  if (typeof piece === 'string' || typeof piece === 'number') return escaped(String(piece))
  return 'html' in piece ? piece.html : piece.map(render).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? '')
}
