import fc from 'fast-check'
import t from 'tap'
import { ApiError } from '../../src/http/problems.js'
import { parseStrictJson } from '../../src/http/strict-json.js'

const read = (text: string): unknown => parseStrictJson(Buffer.from(text))

/** Code and pointer of what is refused, or undefined. */
function refusal(bytes: Buffer | string): string | undefined {
  try {
    parseStrictJson(Buffer.from(bytes as string))
    return undefined
  } catch (error) {
    const [place, ...more] = error instanceof ApiError && error.code === 'invalid-json' ? error.errors : []
    if (place === undefined || more.length > 0) throw error
    return `${place.code} ${place.pointer}`
  }
}

const detail = (text: string): string => {
  try {
    return String(read(text))
  } catch (error) {
    return (error as ApiError).errors[0]!.detail
  }
}

t.test('valid JSON gives the value that JSON.parse gives', async (t) => {
  for (const text of [
    'null',
    ' true\n',
    '\t[ ]\r',
    '{ }',
    '0',
    '-0',
    '5.0',
    '1e3',
    '-1.5E-7',
    '123456789012345678901234567890',
    '"a\\u0041\\n\\t\\"\\\\\\/\\ud83d\\ude00"',
    '"é 😀 ع"',
    '[[],[{}],{"a":[1,2,{"b":null}]}]',
    '{"toString":1,"constructor":{"name":1},"hasOwnProperty":2,"prototype":3,"":4}',
  ])
    t.equal(JSON.stringify(read(text)), JSON.stringify(JSON.parse(text)), text)
  t.ok(Object.is(read('-0'), 0), 'negative zero is zero')
  t.equal(Object.getPrototypeOf(read('{"a":1}')), Object.prototype)
})

t.test('a byte order mark is named, as nobody sees it', async (t) => {
  const faults = { errors: [{ pointer: '', code: 'syntax', detail: /byte order mark/ }] }
  t.throws(() => parseStrictJson(Buffer.from('\ufeff{}')), faults)
})

t.test('what means different things to different readers is refused, with its place', async (t) => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
  for (const [bytes, expected] of [
    ['', 'empty-body '],
    ['  ', 'syntax '],
    [Buffer.from([0x22, 0xff, 0x22]), 'not-utf8 '],
    [Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]), 'not-utf8 '],
    [Buffer.from([0x22, 0xc0, 0x80, 0x22]), 'not-utf8 '],
    ['\ufeff{}', 'syntax '],
    ['{"a":1,"a":2}', 'duplicate-key /a'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key /a'],
    ['{"answers":{"x":[{"b":1,"b":1}]}}', 'duplicate-key /answers/x/0/b'],
    ['{"__proto__":1}', 'forbidden-key '],
    ['{"x":{"\\u005f_proto__":1}}', 'forbidden-key /x'],
    ['{"constructor":{"prototype":{}}}', 'forbidden-key /constructor/prototype'],
    ['{"constructor":{"\\u0070rototype":{}}}', 'forbidden-key /constructor/prototype'],
    ['["\\ud800"]', 'lone-surrogate /0'],
    ['{"\\udc00x":1}', 'lone-surrogate '],
    ['["\\ud83d\\u0041"]', 'lone-surrogate /0'],
    ['["\\u0000"]', 'control-character /0'],
    ['["\\u001b"]', 'control-character /0'],
    ['["\u0085"]', 'control-character /0'],
    ['["\u0001"]', 'syntax /0'],
    ['{"a":"b\nc"}', 'syntax /a'],
    [deep(65), `too-deep ${'/0'.repeat(64)}`],
    ['['.repeat(400_000), `too-deep ${'/0'.repeat(64)}`],
    ['{"a":'.repeat(65), `too-deep ${'/a'.repeat(64)}`],
    ['{"a":[1e400]}', 'number-too-large /a/0'],
    ['{} x', 'trailing-content '],
    ['{}{}', 'trailing-content '],
    ['1 2', 'trailing-content '],
    ['{}\u00a0', 'trailing-content '],
    ['{}\0', 'trailing-content '],
    ['[1,]', 'syntax /1'],
    ['[,1]', 'syntax /0'],
    ['{"a":1,}', 'syntax '],
    ['{a:1}', 'syntax '],
    ["{'a':1}", 'syntax '],
    ['{"a" 1}', 'syntax /a'],
    ['{"a":1 "b":2}', 'syntax '],
    ['[1 2]', 'syntax '],
    ['[1', 'syntax '],
    ['{"a":', 'syntax /a'],
    ['"abc', 'syntax '],
    ['"abc\\', 'syntax '],
    ['"\\x41"', 'syntax '],
    ['"\\u12g4"', 'syntax '],
    ['01', 'trailing-content '],
    ['-', 'syntax '],
    ['1.', 'trailing-content '],
    ['.5', 'syntax '],
    ['+1', 'syntax '],
    ['NaN', 'syntax '],
    ['truE', 'syntax '],
    ['/* */1', 'syntax '],
    ['{"a":undefined}', 'syntax /a'],
  ] as const)
    t.equal(refusal(bytes as string), expected, JSON.stringify(String(bytes).slice(0, 40)))
  t.equal(refusal(deep(64)), undefined, 'sixty-four levels are taken')
})

t.test('an error says the line and the column, and repeats no content', async (t) => {
  t.equal(
    detail('{\n  "a": 1,\n  "secret value": 1, "secret value": 2}'),
    'Expected each name once in an object at line 3, column 22.',
  )
  t.equal(
    refusal('{"06 1234 5678": {"06 1234 5678": 1, "06 1234 5678": 2}}'),
    'duplicate-key ',
    'a name that is content ends the pointer',
  )
  t.notMatch(detail('{"a": canary}'), /canary/)
})

t.test('any text is taken exactly when JSON.parse takes it and none of the refused is in it', async (t) => {
  const names = fc.oneof(
    fc.constantFrom('a', 'b', '__proto__', 'constructor', 'prototype', 'toString'),
    fc.string({ unit: 'grapheme' }),
  )
  const value = fc.jsonValue({ stringUnit: 'binary', maxDepth: 5 })
  const tree = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      value,
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(names, tie('node'), { maxKeys: 4 }),
    ),
  })).node
  const noise = fc.constantFrom(
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    ' ',
    '\n',
    '0',
    '-',
    '.',
    'e',
    '\\u0061',
    '\\ud800',
    'true',
    'null',
    '\u0007',
    '\u0090',
    '"a":1,',
    '1e999',
  )
  const text = fc
    .tuple(
      tree,
      fc.constantFrom(undefined, 1, '\t'),
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1, 2), noise), { maxLength: 3 }),
    )
    .map(([made, indent, changes]) => {
      let result = JSON.stringify(made, null, indent) ?? 'null'
      for (const [where, remove, insert] of changes) {
        const index = Math.floor(where * result.length)
        result = result.slice(0, index) + insert + result.slice(index + remove)
      }
      return result
    })
  const isRefusedText = (parsed: unknown): boolean => {
    if (typeof parsed === 'string') return /\p{Surrogate}|(?![\t\n\r])\p{Cc}/u.test(parsed)
    if (typeof parsed === 'number') return !Number.isFinite(parsed)
    if (typeof parsed !== 'object' || parsed === null) return false
    return Object.entries(parsed).some(
      ([name, inner]) =>
        isRefusedText(name) ||
        isRefusedText(inner) ||
        name === '__proto__' ||
        (name === 'constructor' && Object.hasOwn(Object(inner), 'prototype') && !Array.isArray(inner)),
    )
  }
  const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype))
  let taken = 0
  let refused = 0
  fc.assert(
    fc.property(text, (given) => {
      // A lone surrogate in the text itself can not be sent: it becomes U+FFFD in UTF-8.
      const sent = Buffer.from(given).toString()
      let parsed: unknown
      try {
        parsed = JSON.parse(sent)
      } catch {
        refused++
        return refusal(sent) !== undefined
      }
      const why = refusal(sent)
      if (why === undefined) {
        taken++
        t.strictSame(JSON.stringify(read(sent)), JSON.stringify(parsed).replace(/^-0$/, '0'))
        return !isRefusedText(parsed)
      }
      refused++
      return isRefusedText(parsed) || /^(duplicate-key|too-deep)/.test(why)
    }),
    { numRuns: 5_000 },
  )
  t.ok(taken > 500 && refused > 500, `${taken} taken, ${refused} refused`)
  t.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), before, 'no prototype changed')
})

t.test('a body of 16 KiB is read in a fraction of a millisecond, also the worst ones', async (t) => {
  const fill = (piece: string, around = ['[', '0]']) =>
    `${around[0]}${piece.repeat(Math.floor(16_300 / piece.length))}${around[1]}`
  const bodies = {
    answers: fill('{"questionSet":"noord","answers":{"topics":["debt","letters"],"area":"1025","language":"nl"}},'),
    numbers: fill('1.5e3,'),
    escapes: fill('"\\u0041\\n",'),
    empty: fill('[],'),
    names: `{${Array.from({ length: 1_500 }, (_, index) => `"n${index}":1`).join(',')}}`,
    string: `"${'x'.repeat(16_300)}"`,
    escaped: `"${'\\\\'.repeat(8_100)}"`,
    broken: '['.repeat(16_300),
  }
  for (const [name, text] of Object.entries(bodies)) {
    const bytes = Buffer.from(text)
    const times = Array.from({ length: 60 }, () => {
      const start = performance.now()
      refusal(bytes as never)
      return performance.now() - start
    })
    const best = Math.min(...times)
    t.ok(best < 2, `${name}: ${best.toFixed(3)} ms`)
  }
})
