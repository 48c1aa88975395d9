import { readFileSync } from 'node:fs'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import t from 'tap'
import { parse } from 'yaml'
import { allLanguages } from '../../src/words/all-languages.js'
import { standardFile, withoutStandard } from '../helpers/standards.js'

const read = (path: string): string => readFileSync(path, 'utf8')
const publiccode = parse(read('publiccode.yml'))
const { version, license, description } = JSON.parse(read('package.json'))

t.test(
  'publiccode.yml is as its schema asks',
  { skip: withoutStandard('publiccode/publiccode_schema_v0.5.0.json') },
  async (t) => {
    const ajv = new Ajv.default({ strict: false, allErrors: true })
    addFormats.default(ajv)
    const isValid = ajv.compile(JSON.parse(read(standardFile('publiccode/publiccode_schema_v0.5.0.json'))))
    t.ok(isValid(publiccode), JSON.stringify(isValid.errors))
    t.notOk(isValid({ ...publiccode, softwareType: 'toy' }))
  },
)

t.test('publiccode.yml says what is true of this version', async (t) => {
  t.equal(publiccode.softwareVersion, version)
  t.equal(publiccode.legal.license, license)
  t.same(publiccode.localisation.availableLanguages.sort(), allLanguages.map(({ lang }) => lang).sort())
  t.match(description, 'seven questions')
  t.match(read('LICENSE'), 'EUROPEAN UNION PUBLIC LICENCE v. 1.2')
  t.match(read('CHANGELOG.md'), `## [Unreleased]`)
})

t.test('What the Standard for Public Code asks for is there, in roles and without anybody in person', async (t) => {
  const pages = {
    'CONTRIBUTING.md': ['npm test', 'Standards'],
    'GOVERNANCE.md': ['maintainer', 'deployer', 'editor'],
    'SECURITY.md': ['security.txt', 'Versions'],
    'CODE_OF_CONDUCT.md': ['maintainer'],
    'README.md': ['CONTRIBUTING.md', 'SECURITY.md', 'GOVERNANCE.md', 'LICENSE', 'CHANGELOG.md'],
  }
  for (const [path, words] of Object.entries(pages)) {
    const text = read(path)
    for (const word of words) t.match(text, word, `${path} speaks of ${word}`)
    const addresses = text.match(/[\w.+-]+@[\w-]+\.[\w.]+/g) ?? []
    t.same(
      addresses.filter((address) => !/@(example\.org|mokummatch\/)/.test(address)),
      [],
      `${path} names no mailbox of its own`,
    )
  }
})
