import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import { readSdkFiles } from '../../src/sdk-files/sdk-files.js'
import { anApp } from '../helpers/an-app.js'
import { aFolder } from '../helpers/database.js'

const app = await anApp(t)
const { version } = JSON.parse(readFileSync('sdk/package.json', 'utf8'))
const script = `/sdk/${version}/cdn/mokum-match.js`

t.test('A page gets the script and the styles of a version, for ever and from any origin', async (t) => {
  const expected = { [script]: 'text/javascript', [`/sdk/${version}/style.css`]: 'text/css' }
  for (const [url, type] of Object.entries(expected)) {
    const reply = await app.ask({ method: 'GET', url, headers: { origin: 'https://partner.example.org' } })
    t.match(reply, {
      statusCode: 200,
      headers: {
        'content-type': `${type}; charset=utf-8`,
        'cache-control': 'public, max-age=31536000, immutable',
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
      },
    })
    t.ok(reply.rawPayload.equals(readFileSync(`sdk/dist/${url.split(`${version}/`)[1]}`)))
  }
})

t.test('The manifest says the integrity of each file, in whatever encoding it comes', async (t) => {
  const { files, ...rest } = (await app.ask(`/sdk/${version}/manifest.json`)).json()
  t.same(rest, { version })
  t.match(
    files.map(({ path }: { path: string }) => path),
    ['cdn/mokum-match.js', 'style.css', 'themes/amsterdam.css', 'themes/rhc.css', 'themes/utrecht.css'],
  )
  for (const { path, integrity, bytes } of files) {
    const get = (encoding: string) =>
      app.ask({ method: 'GET', url: `/sdk/${version}/${path}`, headers: { 'accept-encoding': encoding } })
    const [plain, zipped, small] = [await get(''), await get('gzip'), await get('gzip, br')]
    t.match([zipped.headers, small.headers], [{ 'content-encoding': 'gzip' }, { 'content-encoding': 'br' }])
    t.equal(plain.rawPayload.length, bytes)
    for (const body of [plain.rawPayload, gunzipSync(zipped.rawPayload), brotliDecompressSync(small.rawPayload)])
      t.equal(`sha384-${createHash('sha384').update(body).digest('base64')}`, integrity, path)
  }
})

t.test('Who has a file is told so; what is not there is a problem', async (t) => {
  const { etag } = (await app.ask(script)).headers
  const again = await app.ask({ method: 'GET', url: script, headers: { 'if-none-match': String(etag) } })
  t.match(again, { statusCode: 304, body: '' })
  for (const url of ['/sdk/9.9.9/style.css', `/sdk/${version}/package.json`, `/sdk/${version}/../package.json`])
    t.match(await app.ask(url), { statusCode: 404, headers: { 'content-type': /problem\+json/ } }, url)
  t.match(await app.ask({ method: 'POST', url: script }), { statusCode: 405 })
})

t.test('An earlier version stays where pages look for it, and a released one as it was', async (t) => {
  const folder = aFolder(t)
  const released = join(folder, 'released')
  for (const [path, text] of [
    ['package.json', '{"version":"1.1.0"}'],
    ['dist/style.css', 'b{}'],
    ['released/1.0.0/style.css', 'a{}'],
    ['released/1.1.0/style.css', 'c{}'],
  ] as const) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const files = readSdkFiles({ built: folder, released })
  t.same([...files.keys()].sort(), ['1.0.0/manifest.json', '1.0.0/style.css', '1.1.0/manifest.json', '1.1.0/style.css'])
  t.equal(files.get('1.1.0/style.css')?.body.toString(), 'c{}')
  t.same([...readSdkFiles({ built: folder, released: join(folder, 'none') }).keys()].length, 2)
})
