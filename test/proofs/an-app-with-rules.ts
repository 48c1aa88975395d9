import type { Test } from 'tap'
import { jsonBody } from '../../src/imports/formats.js'
import type { Rooms } from '../../src/rooms.js'
import { type AppUnderTest, anApp } from '../helpers/an-app.js'
import { anOption, anOrganization, aQuestion, aQuestionSet, aService, aTaxonomy, aTerm } from '../helpers/builders.js'

/** That the catalogue holds. */
export const all = 'formal-and-informal,reachable,choice,gini<0.9'

export const wishing = (id: string) =>
  anOption({ id, effects: [{ mode: 'prefer', taxonomy: 'topic', term: id, points: 10 }] })
const demanding = (id: string) => anOption({ id, effects: [{ mode: 'require', taxonomy: 'topic', term: id }] })
export const asking = (...options: readonly ReturnType<typeof anOption>[]) =>
  aQuestionSet({ questions: [aQuestion({ options: [...options] })] })

export const place = (id: string, kind: 'formal' | 'informal', topic: readonly string[] = ['debt', 'letters']) => ({
  organization: anOrganization({ id, name: id, kind }),
  service: aService({ id, organization: id, terms: { topic: [...topic] } }),
})

/** Nothing is wrong with it: six places of organizations of their own, formal and informal. */
const places = Array.from({ length: 6 }, (_, i) => place(`p${i}`, i % 2 === 0 ? 'formal' : 'informal'))
export const catalogue = {
  taxonomies: [aTaxonomy({ terms: ['debt', 'letters', 'work'].map((id) => aTerm({ id })) })],
  organizations: places.map(({ organization }) => organization),
  services: places.map(({ service }) => service),
  questionSets: [asking(wishing('debt'), wishing('letters'))],
}

/** An app with these rules and the catalogue as drafts. */
export async function anAppWithRules(
  t: Test,
  rules: string,
  more: Parameters<typeof anApp>[1] = {},
): Promise<AppUnderTest> {
  const env = { PUBLISH_RULES: rules, PUBLISH_RULES_MATCHES: '1000' }
  const app = await anApp(t, { demo: false, ...more, env })
  await put(app, catalogue)
  return app
}

export async function put({ edit }: AppUnderTest, documents: object): Promise<void> {
  const reply = await edit('POST', '/v1/imports', documents)
  if (reply.statusCode !== 200) throw new Error(reply.body)
}

export async function importInto(imports: Rooms['imports'], documents: object): Promise<void> {
  const imported = await imports.importDocuments(jsonBody(documents), { mode: 'merge', dryRun: false })
  if ('problems' in imported) throw new Error(imported.problems[0]?.detail)
}

export const publish = ({ edit }: AppUnderTest, body: object = {}) => edit('POST', '/v1/releases', body)

/** Nobody meets the demand of the third. */
export const work = [wishing('debt'), wishing('letters'), demanding('work')]

/** One more option that asks nothing. */
export const other = [wishing('debt'), wishing('letters'), anOption()]

export function documentsOf(places: readonly ReturnType<typeof place>[]) {
  return {
    organizations: places.map(({ organization }) => organization),
    services: places.map(({ service }) => service),
  }
}
