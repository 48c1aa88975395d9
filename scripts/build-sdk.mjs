import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { build } from 'esbuild'

/**
 * Makes `sdk/dist` from what the compiler wrote to `dist`: modules that share their parts, with the engine and the words of
 * the service inside, and the types beside them. Nothing of it is fetched from elsewhere when it runs.
 */
const { exports: entries } = JSON.parse(readFileSync('sdk/package.json', 'utf8'))
const modules = Object.values(entries).flatMap(
  ({ default: file }) => file?.match(/^\.\/dist\/([a-z]+)\.js$/)?.[1] ?? [],
)

const themes = readdirSync('sdk/themes')

/** The engine and the words only define; without knowing that, a bundler keeps all of them for one function. */
const onlyDefines = {
  name: 'only-defines',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.\.?\// }, async ({ path, pluginData, ...where }) => {
      if (pluginData === 'resolved') return undefined
      return { ...(await resolve(path, { ...where, pluginData: 'resolved' })), sideEffects: false }
    })
  },
}

rmSync('sdk/dist', { recursive: true, force: true })
await build({
  entryPoints: modules.map((name) => `dist/sdk/src/${name}.js`),
  outdir: 'sdk/dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  external: ['react'],
  chunkNames: 'shared-[hash]',
  minify: true,
  plugins: [onlyDefines],
})
/** For a page without a bundler: one script with everything, and what it looks like. */
await build({
  entryPoints: { 'cdn/mokum-match': 'dist/sdk/src/element/cdn.js' },
  outdir: 'sdk/dist',
  bundle: true,
  format: 'iife',
  target: 'es2022',
  minify: true,
  plugins: [onlyDefines],
})
await build({
  entryPoints: ['sdk/style.css', ...themes.map((theme) => `sdk/themes/${theme}`)],
  outbase: 'sdk',
  outdir: 'sdk/dist',
  target: ['chrome105', 'firefox121', 'safari16'],
  minify: true,
})
for (const folder of ['sdk/src', 'src/engine', 'src/words']) {
  cpSync(`dist/${folder}`, `sdk/dist/types/${folder}`, {
    recursive: true,
    filter: (path) => !/\.(js|map)$/.test(path),
  })
}
