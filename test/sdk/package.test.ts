import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import t, { type Test } from 'tap'
import ts from 'typescript'
import { aFolder } from '../helpers/database.js'

/** `sdk/dist`, as `npm run build` made it: what partners get. */

const { version, exports: entries } = JSON.parse(readFileSync('sdk/package.json', 'utf8'))
const bin = (name: string): string => join(process.cwd(), 'node_modules/.bin', name)

/** Runs a program and gives what it said; fails the test where it fails. */
function run(t: Test, command: string, args: readonly string[], cwd = process.cwd()): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 100_000 })
  t.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`)
  return stdout
}

function pack(folder: string): string {
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: 'sdk', stdio: 'pipe' })
  return join(folder, `mokummatch-sdk-${version}.tgz`)
}

/** A `tsconfig.json` for one file of somebody else. */
const strictly = (file: string): string =>
  JSON.stringify({
    compilerOptions: { strict: true, module: 'nodenext', target: 'es2022', lib: ['es2022', 'dom'], types: [] },
    files: [file],
  })

t.test('The types of what the service answers are those of its description', async (t) => {
  const folder = aFolder(t)
  run(t, bin('openapi-typescript'), ['openapi/openapi.json', '-o', join(folder, 'schema.ts'), '--immutable'])
  const types = join(process.cwd(), 'dist/sdk/src/client.js')
  const answers = ['PartnerSite', 'BundlePointer', 'Bundle', 'PublishedService', 'QuestionSet', 'Problem']
  const lines = answers.map(
    (name) => `export const from${name} = (given: components['schemas']['${name}']): sdk.${name} => given`,
  )
  const text = [
    `import type { components } from './schema.js'`,
    `import type * as sdk from '${types}'`,
    ...lines,
    // Null stands in it for a match on drafts, which the SDK does not ask for; which members an explanation has with which
    // outcome is said more exactly here.
    `type Found = components['schemas']['MatchResult'] & { receipt: components['schemas']['Receipt'] }`,
    `type Exact = Omit<Found, 'explanations'> & Pick<sdk.MatchResult, 'explanations'>`,
    `export const found = (given: Exact): sdk.MatchResult => given`,
    `export const made = (given: sdk.MatchResult): Found => given`,
    `export const sent = (given: sdk.MatchRequest): components['schemas']['MatchRequest'] => given`,
    '// @ts-expect-error: so a difference does not go unseen',
    `export const wrong = (given: components['schemas']['PartnerSite']): sdk.MatchResult => given`,
  ]
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  writeFileSync(join(folder, 'answers.ts'), text.join('\n'))
  writeFileSync(join(folder, 'tsconfig.json'), strictly('answers.ts'))
  run(t, bin('tsc'), ['--noEmit'], folder)
})

t.test('What the package exports is what its report says; write a change down in sdk/api-report.md', async (t) => {
  const report = apiReport()
  if (process.env.WRITE_API_REPORT) writeFileSync('sdk/api-report.md', report)
  t.equal(readFileSync('sdk/api-report.md', 'utf8'), report)
})

t.test('The package is well formed, also in the eyes of publint and arethetypeswrong', async (t) => {
  const packed = pack(aFolder(t))
  run(t, bin('publint'), ['--strict', packed])
  // What is no module has no types.
  const plain = Object.keys(entries).filter((name) => /\.(css|js)$/.test(name) && name !== './package.json')
  run(t, bin('attw'), [packed, '--profile', 'esm-only', '--exclude-entrypoints', ...plain])
})

t.test('Its entries stay within their budgets', async (t) => {
  t.comment(run(t, process.execPath, ['scripts/sdk-budgets.mjs']))
})

t.test('Installed in an empty project it works in Node, in a bundler and with types', async (t) => {
  const folder = aFolder(t)
  const project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{"name":"project","private":true,"type":"module"}')
  run(t, 'npm', ['install', '--offline', '--no-audit', '--no-fund', pack(folder)], project)
  const text = `
    import { createClient, createFlow, isMokumError, type FlowSnapshot } from '@mokummatch/sdk'
    import { compile } from '@mokummatch/sdk/engine'
    import { createFlow as same } from '@mokummatch/sdk/flow'
    import { createClient as sameClient, type MatchResult } from '@mokummatch/sdk/client'
    import { prepareDevice } from '@mokummatch/sdk/device'
    const client = createClient({ baseUrl: 'http://localhost:9', maxRetries: 0 })
    const flow = createFlow({ client, questionSet: 'geld' })
    const snapshot: FlowSnapshot = flow.getSnapshot()
    const places = (result: MatchResult): string[] => result.choices.map(({ service }) => service.name.text)
    const failed = await client.getPartner('nobody').catch(isMokumError)
    globalThis.found = [snapshot.status, failed, same === createFlow, sameClient === createClient, typeof compile, typeof prepareDevice, typeof places]
  `
  const expected = ['idle', true, true, true, 'function', 'function', 'function']
  writeFileSync(join(project, 'page.ts'), `declare global { var found: unknown[] }\n${text}`)
  writeFileSync(join(project, 'tsconfig.json'), strictly('page.ts'))
  run(t, bin('tsc'), [], project)
  const said = run(
    t,
    process.execPath,
    ['-e', `import('./page.js').then(() => console.log(JSON.stringify(found)))`],
    project,
  )
  t.same(JSON.parse(said), expected)
  const { outputFiles } = await build({
    stdin: { contents: text, resolveDir: project, loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
  })
  writeFileSync(join(project, 'bundle.js'), outputFiles[0]!.contents)
  const bundled = run(
    t,
    process.execPath,
    ['-e', `import('./bundle.js').then(() => console.log(JSON.stringify(found)))`],
    project,
  )
  t.same(JSON.parse(bundled), expected)
})

/** Every name that an entry exports, with its declaration. */
function apiReport(): string {
  const files = Object.entries<{ types?: string }>(entries).flatMap(([name, { types }]) =>
    types === undefined ? [] : [{ name, file: join('sdk', types) }],
  )
  const program = ts.createProgram(
    files.map(({ file }) => file),
    { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, strict: true, types: [] },
  )
  const checker = program.getTypeChecker()
  const declarations = new Map<string, string>()
  const lists = files.map(({ name, file }) => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    const symbols = module === undefined ? [] : checker.getExportsOfModule(module)
    for (const symbol of symbols) {
      const whole = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      declarations.set(symbol.name, (whole.declarations ?? []).map(textOf).join('\n'))
    }
    return `- \`${name}\`: ${symbols
      .map((symbol) => symbol.name)
      .sort()
      .join(', ')}`
  })
  const all = [...declarations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => `// ${name}\n${text}`)
  return `# What @mokummatch/sdk exports\n\n${lists.join('\n')}\n\n\`\`\`ts\n${all.join('\n\n')}\n\`\`\`\n`
}

const printer = ts.createPrinter({ removeComments: true })

function textOf(declaration: ts.Declaration): string {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration
  return printer.printNode(ts.EmitHint.Unspecified, node, declaration.getSourceFile())
}
