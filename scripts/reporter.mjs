import { Transform } from 'node:stream'
import { Parser } from 'tap-parser'

/**
 * What `npm test` prints: nothing for what passes, each failure with its file, sentence and difference, each skip with
 * its reason, what a test itself remarks (`t.comment`), and last a line of its own: `N passed, N failed[, N skipped]`.
 *
 * A file without a test fails, and with REQUIRE_ALL=1 (as CI has it) so does every skip but one for want of what is not
 * ours to keep or to install.
 */
export default class Reporter extends Transform {
  #parser = new Parser()
  #passed = 0
  #failed = 0
  #skipped = 0

  constructor() {
    super()
    this.#parser.on('pass', () => {
      this.#passed += 1
    })
    this.#parser.on('fail', (result) => this.#fail(result))
    this.#parser.on('skip', (result) => this.#skip(result, result.skip))
    this.#parser.on('todo', (result) => this.#skip(result, result.todo))
    this.#parser.on('bailout', (reason) => this.#say(`Bail out! ${reason}`))
    this.#parser.on('complete', (results) => this.#close(results))
    this.#listen(this.#parser)
  }

  _transform(chunk, _encoding, done) {
    this.#parser.write(chunk, done)
  }

  _flush(done) {
    this.#parser.end(done)
  }

  /** Remarks come from any depth, so each child is listened to as it begins. */
  #listen(parser) {
    parser.on('comment', (comment) => {
      if (!/^\s*# (Subtest|time=|No coverage|\{ total)/.test(comment)) this.#say(comment.trim())
    })
    parser.on('child', (child) => this.#listen(child))
    if (parser === this.#parser) parser.on('extra', (line) => this.push(line))
  }

  #fail({ fullname, name, diag }, why = '') {
    this.#failed += 1
    this.#say(`\nFAILED ${fullname || name}${why}`)
    for (const line of explain(diag ?? {})) this.#say(`    ${line}`)
  }

  #skip(result, reason) {
    if (reason === 'no tests found') this.#fail(result, ': there is no test in this file')
    else if (process.env.REQUIRE_ALL === '1' && !String(reason).startsWith('not ours to keep: '))
      this.#fail(result, `: skipped (${reason}), and REQUIRE_ALL=1 lets nothing skip`)
    else {
      this.#skipped += 1
      this.#say(`skipped ${result.fullname}: ${reason === true ? 'no reason given' : reason}`)
    }
  }

  #close({ ok, failures }) {
    if (!ok && this.#failed === 0) this.#fail(failures[0] ?? { name: 'The tests did not come to their end' })
    if (this.#passed + this.#failed + this.#skipped === 0) this.#fail({ name: 'Nothing was tested' })
    if (this.#failed > 0) {
      // tap knows nothing of what only this reporter counts as failed.
      process.once('exit', (code) => {
        process.exitCode = code || 1
      })
      this.#say('')
    }
    const skipped = this.#skipped > 0 ? `, ${this.#skipped} skipped` : ''
    this.#say(`${this.#passed} passed, ${this.#failed} failed${skipped}`)
  }

  #say(line) {
    this.push(`${line}\n`)
  }
}

/** The parts of a diagnosis that help, line by line. */
function explain({ at, diff, found, wanted, message, tapError, expired, exitCode, signal, stack, source }) {
  const place = at && !stack ? `${at.fileName}:${at.lineNumber}:${at.columnNumber}` : undefined
  const parts = [
    place,
    tapError ?? message,
    expired && `timed out: ${expired}`,
    signal && `ended by ${signal}`,
    exitCode && `exit code ${exitCode}`,
    diff ?? (wanted === undefined ? undefined : `expected ${show(wanted)}\nfound    ${show(found)}`),
    diff ? undefined : source,
    stack,
  ]
  return parts.filter(Boolean).flatMap((part) => String(part).trimEnd().split('\n'))
}

function show(value) {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
