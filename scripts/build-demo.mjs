import { build } from 'esbuild'

/** Makes the scripts of the demo pages that a site would bundle itself, with the SDK as it was built. */
await build({
  entryPoints: ['src/demo/pages/maak020.jsx'],
  outdir: 'dist/demo',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  minify: true,
  define: { 'process.env.NODE_ENV': '"production"' },
  plugins: [
    {
      name: 'the SDK of this project',
      setup({ onResolve, resolve }) {
        onResolve({ filter: /^@mokummatch\/sdk/ }, ({ path, kind, pluginData }) =>
          pluginData === 'here' ? undefined : resolve(path, { kind, resolveDir: 'sdk', pluginData: 'here' }),
        )
      },
    },
  ],
})
