import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/**
 * What each entry of the SDK costs a page, in bytes: the bundle of somebody who uses it, minified, gzip -9. `first` comes
 * with the page; a flow loads the rest of `whole` beside the questions. Fails above a budget.
 */
const entries = [
  { name: 'client', uses: ['createClient'], first: 2_000, whole: 2_000 },
  { name: 'flow', uses: ['createFlow'], first: 1_800, whole: 13_070 },
  { name: 'engine', uses: ['compile', 'readAnswers', 'match'], first: 5_500, whole: 5_500 },
  {
    name: 'index',
    uses: ['createClient', 'createFlow', 'compile', 'readAnswers', 'match'],
    first: 8_820,
    whole: 14_420,
  },
  { name: 'element', uses: ['defineMokumMatch'], first: 9_870, whole: 20_540 },
  { name: 'react', uses: ['useMokumFlow'], besides: 'flow', first: 400, whole: 400 },
]

/** What a page without a bundler takes as it is. */
const files = [
  { name: 'cdn/mokum-match.js', first: 19_000 },
  { name: 'style.css', first: 2_400 },
  { name: 'themes/amsterdam.css', first: 400 },
  { name: 'themes/rhc.css', first: 400 },
  { name: 'themes/utrecht.css', first: 400 },
]

const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length

async function bytesOf({ name, uses }, isWhole) {
  const names = uses.join(', ')
  const { outputFiles } = await build({
    stdin: {
      contents: `import { ${names} } from './sdk/dist/sdk/src/${name}.js'\nglobalThis.used = [${names}]`,
      resolveDir: '.',
    },
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    external: ['react'],
    plugins: isWhole ? [] : [later],
    write: false,
  })
  return gzipped(outputFiles[0].contents)
}

/** Leaves out what is imported when it is needed. */
const later = {
  name: 'later',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path, external: true } : undefined))
  },
}

const row = ([name, ...cells]) => console.log(name.padEnd(20) + cells.map((cell) => String(cell).padStart(8)).join(''))
let isOver = false
row(['entry', 'first', 'budget', 'whole', 'budget'])
for (const entry of entries) {
  const base = entries.find(({ name }) => name === entry.besides)
  const cost = async (isWhole) => (await bytesOf(entry, isWhole)) - (base ? await bytesOf(base, isWhole) : 0)
  const [first, whole] = [await cost(false), await cost(true)]
  isOver ||= first > entry.first || whole > entry.whole
  row([entry.name, first, entry.first, whole, entry.whole])
}
for (const { name, first: budget } of files) {
  const first = gzipped(readFileSync(`sdk/dist/${name}`))
  isOver ||= first > budget
  row([name, first, budget])
}
if (isOver) {
  console.error('The SDK is over its budget.')
  process.exitCode = 1
}
