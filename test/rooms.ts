import { posix } from 'node:path'
import ts from 'typescript'

/**
 * Who may import what, and which words stay out of which files. Rooms are the folders of `src`; the files at its top
 * (`app`, `main`, `cli` …) put them together. `rooms.test.ts` walks the sources with it, and plants faults.
 */

interface Rule {
  /** Rooms that it may import, `*` being all; with `types`, by `import type` alone. */
  readonly rooms?: Readonly<Record<string, 'all' | 'types'>>
  /** Files at the top of `src` that it may import. */
  readonly entries?: readonly string[]
  /** npm packages; with a `/*` at the end, all of a scope. */
  readonly packages?: readonly string[]
  readonly node?: boolean
  /** Names that may not stand in it; with a `*` at the end, all that begin so. */
  readonly banned?: readonly string[]
}

/** What depends on the machine, the moment or the place: with it the same input would not give the same result. */
const machine = ['Date', 'Intl', 'localeCompare', 'toLocale*', 'Math.random', 'process', 'console', 'performance']
const dom = ['window', 'document.*', 'customElements', 'HTMLElement']
const web = ['fastify', '@fastify/*', 'typebox']
const everyRoom = { '*': 'all' } as const

/** `main`, `cli` and what else is started by itself; `commands` holds what `cli` runs. */
const processRule: Rule = {
  node: true,
  rooms: { commands: 'all', proofs: 'all', storage: 'all', terminal: 'all' },
  entries: ['app', 'config', 'main', 'proof-thread', 'publishing-by-rules', 'rooms'],
  packages: ['commander'],
}

const otherRoom: Rule = {
  node: true,
  rooms: { engine: 'all', words: 'all', storage: 'all', http: 'all' },
  packages: [...web, 'canonicalize'],
}

const rules: Readonly<Record<string, Rule>> = {
  engine: { banned: machine },
  words: { rooms: { engine: 'types' }, banned: machine },
  wording: { banned: machine },
  storage: { node: true, packages: ['better-sqlite3'] },
  http: { node: true, rooms: { engine: 'types' }, packages: [...web, 'pino', 'prom-client'] },
  sdk: { rooms: { engine: 'all', words: 'all' }, banned: dom },
  'sdk/react': { rooms: { engine: 'all', words: 'all' }, packages: ['react'], banned: dom },
  'sdk/element': { rooms: { engine: 'all', words: 'all' } },
  config: { node: true, rooms: { storage: 'all' } },
  commands: processRule,
  // The composition root, and the parts of it that threads of their own put together too.
  app: {
    node: true,
    rooms: everyRoom,
    entries: ['config', 'import-thread', 'operations', 'proof-thread', 'publishing', 'rooms', 'threads'],
    packages: [...web, 'pino'],
  },
  threads: {
    node: true,
    rooms: everyRoom,
    entries: ['config', 'import-thread', 'proof-thread', 'release-thread', 'rooms', 'thread-answer'],
    packages: ['fastify'],
  },
  publishing: {
    node: true,
    rooms: everyRoom,
    entries: ['config', 'publishing-by-rules', 'publishing-thread', 'rooms', 'thread-answer'],
  },
  'publishing-by-rules': { rooms: everyRoom },
  publications: { rooms: everyRoom },
  rooms: { node: true, rooms: everyRoom, entries: ['config', 'operations', 'proof-pages', 'publications'] },
  'proof-pages': { rooms: everyRoom },
  proofs: { ...otherRoom, packages: [...web, 'canonicalize', 'd3-scale'] },
  operations: { rooms: everyRoom },
  'release-thread': { node: true, rooms: everyRoom, entries: ['operations'] },
  'proof-thread': { node: true, rooms: everyRoom },
  hsds: { ...otherRoom, packages: [...web, 'html-to-text'] },
  imports: { ...otherRoom, packages: [...web, 'csv-parse', 'csv-stringify'] },
  'import-thread': { node: true, rooms: everyRoom, entries: ['rooms', 'thread-answer'] },
  'publishing-thread': { node: true, rooms: everyRoom, entries: ['rooms', 'thread-answer'] },
  'thread-answer': { node: true, rooms: everyRoom },
}

/** Sealed boxes, and their doors. */
const doors: Readonly<Record<string, RegExp>> = {
  // What a questionnaire needs before a device matches has a door of its own: a bundler keeps together what comes through an index.
  engine: /^src\/engine\/(index|bitmaps|asked|strata|survey)\.js$/,
  words: /^src\/words\/(index|all-languages|all-rules|rules|texts|(languages|interface)\/[a-z-]+)\.js$/,
}

/** What only some files do: `where` they may, and what gives it away. */
const suffixes: readonly {
  readonly what: string
  readonly where: RegExp
  readonly found: (file: Parsed) => boolean
}[] = [
  {
    what: 'SQL stands in a *-store.ts',
    where: /-store\.ts$|^src\/storage\//,
    found: ({ texts }) => texts.some(isSql),
  },
  {
    what: 'TypeBox stands in a *-schemas.ts (its types may be imported as types)',
    where: /\bschemas\.ts$/,
    found: ({ imports }) =>
      imports.some(({ from, typesOnly }) => /^typebox($|\/)|type-provider-typebox$/.test(from) && !typesOnly),
  },
  {
    what: 'requests are handled in a *-routes.ts, the habits of all of them in http, and who calls in access/authorize.ts',
    where: /-routes\.ts$|^src\/(http\/|access\/authorize\.ts$|[a-z-]+\.ts$)/,
    found: ({ imports }) => imports.some(({ from }) => /^fastify$|^@fastify\//.test(from)),
  },
  {
    what: 'process.env is read in config.ts',
    where: /^src\/config\.ts$/,
    found: ({ names, imports }) => names.has('process.env') || imports.some(({ from }) => from === 'node:process'),
  },
]

/** The faults of one source file, each a sentence; `path` is relative to the project, such as `src/drafts/service.ts`. */
export function faultsOf(path: string, text: string): string[] {
  const file = parse(path, text)
  const rule = ruleOf(path)
  const bad = [
    ...(/\/(utils?|helpers?|common|managers?|misc)(\.|-|\/)/.test(path) ? ['a name that says nothing'] : []),
    ...file.imports.flatMap((imported) => importFault(path, rule, imported) ?? []),
    ...(rule.banned ?? [])
      .filter((word) => [...file.names].some((name) => isNamed(word, name)))
      .map((word) => `${word} may not be used here`),
    ...suffixes.filter(({ where, found }) => !where.test(path) && found(file)).map(({ what }) => what),
  ]
  return bad.map((fault) => `${path}: ${fault}`)
}

function ruleOf(path: string): Rule {
  const { name, isEntry } = placeOf(path)
  const [, part] = /^sdk\/(?:src\/)?(element|react)\b/.exec(path) ?? []
  const room = part === undefined ? name : `sdk/${part}`
  return (Object.hasOwn(rules, room) ? rules[room] : undefined) ?? (isEntry ? processRule : otherRoom)
}

/** The room of a file, or the entry that it is: `src/drafts/service.ts` is of `drafts`, `src/app.ts` is `app`. */
function placeOf(path: string): { readonly name: string; readonly isEntry: boolean } {
  const [top = '', second = '', third] = path.split('/')
  if (top !== 'src') return { name: top, isEntry: false }
  return third === undefined
    ? { name: second.replace(/\.[jt]s$/, ''), isEntry: true }
    : { name: second, isEntry: false }
}

function importFault(path: string, rule: Rule, { from, typesOnly }: Imported): string | undefined {
  if (from.startsWith('node:')) return rule.node ? undefined : `imports ${from}, and may import nothing of Node`
  if (!from.startsWith('.')) {
    const allowed = rule.packages?.some((name) =>
      name.endsWith('/*') ? from.startsWith(name.slice(0, -1)) : from === name || from.startsWith(`${name}/`),
    )
    return allowed ? undefined : `imports the package ${from}, which is not one of its own`
  }
  const target = posix.join(posix.dirname(path), from)
  const [own, other] = [placeOf(path), placeOf(target)]
  if (target.startsWith('..')) return `imports ${from}, outside the project`
  if (!own.isEntry && !other.isEntry && own.name === other.name) return undefined
  if (other.isEntry) {
    return rule.entries?.includes(other.name) ? undefined : `imports src/${other.name}, which only a process may`
  }
  const right = rule.rooms?.[other.name] ?? rule.rooms?.['*']
  if (right === undefined) return `imports the room ${other.name}: what it needs of it, app.ts gives as an argument`
  if (right === 'types' && !typesOnly) return `imports ${other.name} for more than its types (import type)`
  return doors[other.name]?.test(target) === false ? `imports ${from}, which is no door of a sealed box` : undefined
}

function isSql(text: string): boolean {
  return /^\s*(select\b[\s\S]+\bfrom\b|insert\s+(or\s+\w+\s+)?into\b|update\s+\w+\s+set\b|delete\s+from\b|(create|drop|alter)\s+(table|index|unique|trigger|view)\b|pragma\s+\w|begin\b|commit\b|rollback\b|with\s+\w+\s+as\s*\()/i.test(
    text,
  )
}

function isNamed(word: string, name: string): boolean {
  return word.endsWith('*') ? name.startsWith(word.slice(0, -1)) : word === name
}

interface Imported {
  readonly from: string
  readonly typesOnly: boolean
}

interface Parsed {
  readonly imports: readonly Imported[]
  /** Identifiers, and `a.b` where both are. */
  readonly names: ReadonlySet<string>
  /** String literals and the fixed beginnings of templates. */
  readonly texts: readonly string[]
}

function parse(path: string, text: string): Parsed {
  const imports: Imported[] = []
  const names = new Set<string>()
  const texts: string[] = []
  const visit = (node: ts.Node): void => {
    const imported = importOf(node)
    if (imported) imports.push(imported)
    if (ts.isIdentifier(node)) names.add(node.text)
    if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
      names.add(`${node.expression.text}.${node.name.text}`)
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) texts.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.ES2023))
  return { imports, names, texts }
}

function importOf(node: ts.Node): Imported | undefined {
  if (ts.isImportDeclaration(node)) return imported(node.moduleSpecifier, node.importClause?.isTypeOnly)
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) return imported(node.moduleSpecifier, node.isTypeOnly)
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return imported(node.argument.literal, true)
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return imported(node.arguments[0], false)
  }
  return undefined
}

function imported(specifier: ts.Node | undefined, typesOnly = false): Imported {
  // A name that is only known when it runs is a fault wherever it stands: no rule allows it.
  return { from: specifier && ts.isStringLiteralLike(specifier) ? specifier.text : '(computed)', typesOnly }
}
