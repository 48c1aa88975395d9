import { existsSync, readdirSync, readFileSync } from 'node:fs'
import Fastify, { type FastifyInstance } from 'fastify'

export interface DemoPagesOptions {
  /** Where the service is, such as `http://localhost:3000`. */
  readonly serviceUrl: string
  /** Files of the SDK by version and path, with what a browser compares them to. */
  readonly sdkFiles: ReadonlyMap<string, { readonly integrity: string }>
}

/** The package's own folder: this file is compiled to dist/src/demo. */
const project = new URL('../../../', import.meta.url)
const folder = new URL('src/demo/pages/', project)
/** What a build made of the page in React. */
const built = new URL('dist/demo/', project)
const languages = { nl: '/', en: '/en/' } as const
const types: Readonly<Record<string, string>> = { css: 'text/css', js: 'text/javascript' }

/**
 * The pages of the three partners, as their sites would send them: from another origin than the service, so that a browser
 * holds them to CORS, to their Content-Security-Policy and to the `integrity` of the script.
 */
export function createDemoPages({ serviceUrl, sdkFiles }: DemoPagesOptions): FastifyInstance {
  const { version }: { version: string } = JSON.parse(readFileSync(new URL('sdk/package.json', project), 'utf8'))
  const values: Readonly<Record<string, string>> = { service: serviceUrl, sdk: `${serviceUrl}/sdk/${version}` }
  const integrityOf = (path: string): string => sdkFiles.get(`${version}/${path}`)?.integrity ?? ''
  const fill = (html: string): string =>
    html
      .replaceAll(/\{\{integrity (\S+)\}\}/g, (_, path) => integrityOf(path))
      .replaceAll(/\{\{(\w+)\}\}/g, (whole, name) => values[name] ?? whole)

  const app = Fastify({ forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: true } })
  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'cache-control': 'no-cache',
      'content-security-policy': policyOf(serviceUrl),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
  })
  for (const [language, path] of Object.entries(languages)) {
    for (const file of readdirSync(new URL(`${language}/`, folder))) {
      const html = fill(readFileSync(new URL(`${language}/${file}`, folder), 'utf8'))
      const name = file.replace('.html', '')
      app.get(path + (name === 'index' ? '' : name), async (_request, reply) => {
        if (name === 'neos') reply.header('content-security-policy', strictPolicyOf(serviceUrl))
        return reply.type('text/html; charset=utf-8').send(html)
      })
    }
  }
  for (const file of [...filesIn(folder), ...filesIn(built)]) {
    const body = readFileSync(file)
    const [name = '', ending = ''] = /[^/]+\.(\w+)$/.exec(file.pathname) ?? []
    app.get(`/files/${name}`, async (_request, reply) => reply.type(`${types[ending]}; charset=utf-8`).send(body))
  }
  app.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).type('text/plain; charset=utf-8').send('This page is not part of the demo.'),
  )
  return app
}

/** Style sheets and scripts; none where nothing was built. */
function filesIn(place: URL): URL[] {
  const names = existsSync(place) ? readdirSync(place) : []
  return names.filter((name) => /\.(css|js)$/.test(name)).map((name) => new URL(name, place))
}

function policyOf(serviceUrl: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${serviceUrl}/sdk/`,
    `style-src 'self' ${serviceUrl}/sdk/`,
    `connect-src ${serviceUrl}/v1/`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** No script of the page may turn a text into HTML or code. */
function strictPolicyOf(serviceUrl: string): string {
  return `${policyOf(serviceUrl)}; require-trusted-types-for 'script'; trusted-types 'none'`
}
