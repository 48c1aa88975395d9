import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { OpenApp } from '../helpers/an-app.js'

/** A page of a partner, as its site would send it. */
export interface HostPage {
  /** Attributes of `<mokum-match>` beside `base-url` and `partner`, such as `mode="server"`. */
  readonly attributes?: string
  readonly lang?: string
  /** In the head, after the style of the element. */
  readonly head?: string
  /** Before and after the element. */
  readonly before?: string
  readonly after?: string
  /** What a site says of itself, such as a Content-Security-Policy. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface PartnerSite {
  readonly origin: string
  /** Of the service. */
  readonly baseUrl: string
  /** Where the service has the files of the SDK. */
  readonly sdkUrl: string
  /** Puts a page there, and gives its address. */
  page(path: string, page?: HostPage): string
  close(): Promise<void>
}

const { version } = JSON.parse(readFileSync('sdk/package.json', 'utf8'))
export const fallback = '<p class="before">Bel 020 000 00 99.</p>'
/** Of a place with a phone number. */
const contactPoint = 'de-overkant-money-coach'

/** The site of a partner, of another origin than the service, from which it takes the SDK. Close it. */
export async function aPartnerSite(app: Pick<OpenApp, 'server' | 'adminKey' | 'listen'>): Promise<PartnerSite> {
  const baseUrl = `http://localhost:${await app.listen()}`
  const pages = new Map<string, HostPage>()
  const server = createServer(({ url = '/' }, response) => {
    const page = pages.get(url)
    if (page !== undefined) {
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers })
        .end(htmlOf(page, baseUrl))
    } else response.writeHead(url === '/favicon.ico' ? 204 : 404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const site = { id: 'wijksite', name: 'Wijksite', questionSets: ['geldzorgen-noord'], languages: ['nl'], contactPoint }
  const created = await app.server.inject({
    method: 'PUT',
    url: `/v1/partners/${site.id}`,
    headers: { authorization: `Bearer ${app.adminKey}`, 'if-none-match': '*' },
    payload: { ...site, origins: [origin] },
  })
  if (created.statusCode !== 201) throw new Error(`The partner of the test was refused: ${created.body}`)
  return {
    origin,
    baseUrl,
    sdkUrl: `${baseUrl}/sdk/${version}`,
    page(path, page = {}) {
      pages.set(path, page)
      return origin + path
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function htmlOf(
  { attributes = '', lang = 'nl', head = '', before = '', after = '' }: HostPage,
  baseUrl: string,
): string {
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Wijksite</title>
<link rel="stylesheet" href="${baseUrl}/sdk/${version}/style.css">
${head}
<script src="${baseUrl}/sdk/${version}/cdn/mokum-match.js" defer></script>
</head>
<body>
<main>
${before}
<mokum-match base-url="${baseUrl}" partner="wijksite" ${attributes}>${fallback}</mokum-match>
${after}
</main>
</body>
</html>`
}
