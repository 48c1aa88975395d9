import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/**
 * What each entry of the SDK costs a page: the bundle of somebody who uses it, minified, gzip -9. `later` is loaded when a
 * device is about to match, not with the page. Fails above a budget.
 */
const entries = [
  { name: './client', uses: 'createClient', budget: 2_200 },
  { name: './flow', uses: 'createFlow', budget: 3_300, laterBudget: 10_200 },
  { name: './engine', uses: 'compile, readAnswers, match', budget: 7_100 },
  {
    name: '.',
    uses: 'createClient, createFlow, compile, readAnswers, match',
    budget: 12_200,
    laterBudget: 3_600,
  },
  { name: './element', uses: 'defineMokumMatch', budget: 12_500, laterBudget: 10_200 },
  { name: './react', uses: 'useMokumFlow', budget: 400, without: './flow' },
]

/** What a page without a bundler takes as it is. */
const files = [
  { name: 'cdn/mokum-match.js', budget: 22_000 },
  { name: 'style.css', budget: 2_400 },
  { name: 'themes/amsterdam.css', budget: 400 },
  { name: 'themes/rhc.css', budget: 400 },
  { name: 'themes/utrecht.css', budget: 400 },
]

const gzipped = (file) => gzipSync(file.contents, { level: 9 }).length
const sum = (files) => files.reduce((total, file) => total + gzipped(file), 0)

/** The files of a page, those that come with it and those that come later. */
async function pageOf({ name, uses }) {
  const module = `./sdk/dist/${name === '.' ? 'index' : name.slice(2)}.js`
  const { outputFiles, metafile } = await build({
    stdin: { contents: `import { ${uses} } from '${module}'\nglobalThis.used = [${uses}]`, resolveDir: '.' },
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    external: ['react'],
    outdir: 'sdk/dist',
    write: false,
    metafile: true,
  })
  const isFirst = new Set()
  const add = (path) => {
    if (isFirst.has(path)) return
    isFirst.add(path)
    for (const { kind, path: next } of metafile.outputs[path]?.imports ?? []) if (kind === 'import-statement') add(next)
  }
  const paths = Object.keys(metafile.outputs)
  add(paths.find((path) => metafile.outputs[path].entryPoint === '<stdin>'))
  const fileOf = (path) => outputFiles.find((file) => file.path.endsWith(path))
  return {
    first: [...isFirst].map(fileOf).filter(Boolean),
    later: paths.filter((path) => !isFirst.has(path)).map(fileOf),
  }
}

const bytes = (count) => String(count ?? '').padStart(7)
let isOver = false
console.log(`${'gzip -9, bytes'.padEnd(20)}   first  budget   later  budget`)
for (const entry of entries) {
  const page = await pageOf(entry)
  const other = entry.without && (await pageOf(entries.find(({ name }) => name === entry.without)))
  const first = sum(page.first) - (other ? sum(other.first) : 0)
  const later = sum(page.later)
  isOver ||= first > entry.budget || (entry.laterBudget !== undefined && later > entry.laterBudget)
  const columns = [first, entry.budget, ...(entry.laterBudget === undefined ? [] : [later, entry.laterBudget])]
  console.log(`${entry.name.padEnd(20)} ${columns.map(bytes).join(' ')}`)
}
for (const { name, budget } of files) {
  const first = gzipped({ contents: readFileSync(`sdk/dist/${name}`) })
  isOver ||= first > budget
  console.log(`${name.padEnd(20)} ${[first, budget].map(bytes).join(' ')}`)
}
if (isOver) {
  console.error('The SDK is over its budget.')
  process.exitCode = 1
}
