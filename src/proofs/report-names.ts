import type { QuestionSet, Taxonomy, Text } from '../engine/index.js'
import { pickText, type Sentence } from '../words/index.js'
import type { ProofExample, ProofReport } from './report.js'

/** The names of what a report has by id. What is not there any more is called by its id. */
export interface ReportNames {
  readonly questionSet: Sentence
  question(id: string): Sentence
  /** An option, or the term where the question is answered with one. */
  answer(question: string, answer: string): Sentence
  term(taxonomy: string, term: string): Sentence
  service(id: string): Sentence
  organization(id: string): Sentence
}

/** The documents that names come from. */
export interface NamedDocuments {
  readonly questionSet: Pick<QuestionSet, 'title' | 'questions'> | undefined
  readonly taxonomies: readonly Pick<Taxonomy, 'id' | 'terms'>[]
  readonly services: ReadonlyMap<string, Text>
  readonly organizations: ReadonlyMap<string, string>
}

const undetermined = 'und'

/** @param languages BCP 47 tags, the most wanted first */
export function namesIn(documents: NamedDocuments, id: string, languages: readonly string[]): ReportNames {
  const { questionSet, services, organizations } = documents
  const said = (text: Text | undefined, otherwise: string): Sentence =>
    text === undefined ? { text: otherwise, lang: undetermined } : pickText(text, languages)
  const terms = new Map(
    documents.taxonomies.flatMap(({ id, terms }) => terms.map((term) => [`${id} ${term.id}`, term.name] as const)),
  )
  const questions = new Map(questionSet?.questions.map((question) => [question.id, question]))
  const term = (taxonomy: string, id: string): Sentence => said(terms.get(`${taxonomy} ${id}`), id)
  return {
    questionSet: said(questionSet?.title, id),
    question: (id) => said(questions.get(id)?.text, id),
    answer(question, answer) {
      const found = questions.get(question)
      if (found?.kind === 'term') return term(found.taxonomy, answer)
      return said(found?.options.find((option) => option.id === answer)?.label, answer)
    },
    term,
    service: (id) => said(services.get(id), id),
    organization: (id) => ({ text: organizations.get(id) ?? id, lang: undetermined }),
  }
}

/** The ids of the services and organizations that a page of this report shows. */
export function namedIn({ findings, exposure, busiestFull }: ProofReport): {
  readonly services: ReadonlySet<string>
  readonly organizations: ReadonlySet<string>
} {
  const { fewer, formal, informal, givenUp, unreachable, uncovered, idle } = findings
  const examples: readonly (ProofExample | null | undefined)[] = [
    fewer.none.example,
    fewer.example,
    formal.example,
    formal.lackingExample,
    informal.example,
    informal.lackingExample,
    givenUp.example,
    ...[...unreachable.services, ...uncovered.wishes, ...idle.options].map(({ example }) => example),
  ]
  return {
    services: new Set([
      ...examples.flatMap((example) => example?.choices ?? []),
      ...unreachable.services.map(({ service }) => service),
      ...exposure.services.map(({ service }) => service),
      ...busiestFull.services,
      ...busiestFull.shifts.map(({ service }) => service),
    ]),
    organizations: new Set(exposure.organizations.map(({ organization }) => organization)),
  }
}
