import t from 'tap'
import { progressBar } from '../../src/terminal/progress.js'

function aTerminal(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, columns: 60, write: (text: string) => void written.push(text), written }
}

t.test('In a terminal a bar grows, at most ten times a second, and ends with a line end', async (t) => {
  const terminal = aTerminal(true)
  let now = 0
  const bar = progressBar('Importing', terminal, () => now)
  for (let done = 0; done <= 1_000; done += 1) {
    now += 1
    bar.update(done, 1_000)
  }
  bar.end()
  t.equal(terminal.written.length, 12, 'ten in a second, the last one, and the line end')
  t.equal(terminal.written[0], `\rImporting ${'░'.repeat(27)} 0 % 0/1000`)
  t.equal(terminal.written.at(-2), `\rImporting ${'█'.repeat(27)} 100 % 1000/1000`)
  t.equal(terminal.written.at(-1), '\n')
})

t.test('Where nobody looks on, in a file or a pipe, nothing is drawn', async (t) => {
  const file = aTerminal(false)
  const bar = progressBar('Importing', file, () => 0)
  bar.update(1, 2)
  bar.end()
  t.same(file.written, [])
})

t.test('An import of nothing is done at once', async (t) => {
  const terminal = aTerminal(true)
  progressBar('Importing', terminal, () => 0).update(0, 0)
  t.match(terminal.written, [/ 100 % 0\/0$/])
})
