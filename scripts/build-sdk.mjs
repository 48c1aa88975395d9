import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { build } from 'esbuild'
import { minify } from 'terser'

/**
 * Makes `sdk/dist` from what the compiler wrote to `dist`: the modules of the SDK and, of the engine and the words of the
 * service, those that they need, as they are, so that the bundler of a page takes what it uses. Beside them, for a page
 * without a bundler, one script with everything, and what it looks like.
 */
const { exports: entries } = JSON.parse(readFileSync('sdk/package.json', 'utf8'))
const modules = Object.values(entries).flatMap(({ default: file }) => file?.replace('./dist/', 'dist/') ?? [])
const script = 'dist/sdk/src/element/cdn.js'

rmSync('sdk/dist', { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: [...modules, script],
  outdir: 'dist/sdk',
  bundle: true,
  splitting: true,
  format: 'esm',
  external: ['react'],
  metafile: true,
  write: false,
})
const types = ['sdk/src', 'src/engine', 'src/words'].flatMap((folder) =>
  readdirSync(join('dist', folder))
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join('dist', folder, name)),
)
const files = Object.keys(metafile.inputs).flatMap((file) => [file, file.replace(/\.js$/, '.d.ts')])
for (const file of new Set([...files, ...types])) {
  const copy = join('sdk', file)
  mkdirSync(dirname(copy), { recursive: true })
  // The maps stay behind: they lead to sources that are not in the package.
  writeFileSync(copy, readFileSync(file, 'utf8').replace(/\n\/\/# sourceMappingURL=.*$/, '\n'))
}
const {
  outputFiles: [whole],
} = await build({
  entryPoints: [script],
  write: false,
  bundle: true,
  format: 'iife',
  target: 'es2022',
  minify: true,
  plugins: [
    {
      name: 'nothing is fetched later',
      setup: ({ onResolve }) =>
        onResolve({ filter: /\/later\.js$/ }, () => ({ path: resolve('dist/sdk/src/at-once.js') })),
    },
  ],
})
// A twentieth less than what esbuild makes of it: an inner function takes over the short names that it does not need itself.
const { code } = await minify(whole.text, { ecma: 2020, compress: { passes: 3 } })
mkdirSync('sdk/dist/cdn')
writeFileSync('sdk/dist/cdn/mokum-match.js', `${code}\n`)
await build({
  entryPoints: ['sdk/style.css', ...readdirSync('sdk/themes').map((theme) => `sdk/themes/${theme}`)],
  outbase: 'sdk',
  outdir: 'sdk/dist',
  target: ['chrome105', 'firefox121', 'safari16'],
  minify: true,
})
