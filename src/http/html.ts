/** Text that is HTML already; anything else is escaped when it comes into a template. */
export interface Html {
  readonly html: string
}

type Piece = Html | string | number | readonly Html[] | undefined

/** A template of HTML: what is filled in is text, in elements and in quoted attributes, unless it is `Html` itself. */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { html: parts.reduce((all, part, index) => all + render(pieces[index - 1]) + part) }
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
