import type { Question, QuestionSet, Taxonomy, Text } from '../engine/index.js'
import { pickText, type Sentence } from '../words/index.js'
import type { Comparison } from './comparison.js'
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
  /** What it is compared with: what is no more there is still called as it was. */
  readonly earlier?: NamedDocuments
}

const undetermined = 'und'

/** @param languages BCP 47 tags, the most wanted first */
export function namesIn(documents: NamedDocuments, id: string, languages: readonly string[]): ReportNames {
  const found = [documents, ...(documents.earlier ? [documents.earlier] : [])].map(textsIn)
  const firstOf = <T>(find: (texts: Texts) => T | undefined): T | undefined => {
    for (const texts of found) {
      const one = find(texts)
      if (one !== undefined) return one
    }
    return undefined
  }
  const said = (otherwise: string, find: (texts: Texts) => Text | undefined): Sentence => {
    const text = firstOf(find)
    return text === undefined ? { text: otherwise, lang: undetermined } : pickText(text, languages)
  }
  return {
    questionSet: said(id, () => documents.questionSet?.title),
    question: (id) => said(id, ({ questions }) => questions.get(id)?.text),
    answer: (question, answer) => said(answer, (texts) => textOfAnswer(texts, question, answer)),
    term: (taxonomy, term) => said(term, ({ terms }) => terms.get(`${taxonomy} ${term}`)),
    service: (id) => said(id, ({ services }) => services.get(id)),
    organization: (id) => ({
      text: firstOf(({ organizations }) => organizations.get(id)) ?? id,
      lang: undetermined,
    }),
  }
}

interface Texts extends Pick<NamedDocuments, 'services' | 'organizations'> {
  readonly questions: ReadonlyMap<string, Question>
  /** By taxonomy and term. */
  readonly terms: ReadonlyMap<string, Text>
}

function textsIn({ questionSet, taxonomies, services, organizations }: NamedDocuments): Texts {
  return {
    services,
    organizations,
    questions: new Map(questionSet?.questions.map((question) => [question.id, question])),
    terms: new Map(taxonomies.flatMap(({ id, terms }) => terms.map((term) => [`${id} ${term.id}`, term.name]))),
  }
}

function textOfAnswer({ questions, terms }: Texts, question: string, answer: string): Text | undefined {
  const found = questions.get(question)
  if (found?.kind === 'term') return terms.get(`${found.taxonomy} ${answer}`)
  return found?.options.find((option) => option.id === answer)?.label
}

/** The ids of the services and organizations that a page of this report shows. */
export function namedIn({ findings, exposure, busiestFull, comparison }: ProofReport): {
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
      ...(comparison ? servicesOf(comparison) : []),
    ]),
    organizations: new Set(
      [...exposure.organizations, ...(comparison?.organizations ?? [])].map(({ organization }) => organization),
    ),
  }
}

function servicesOf({ others, order, services, arrived, left }: Comparison): string[] {
  return [
    ...[others, order].flatMap(({ example }) => (example ? [...example.before, ...example.choices] : [])),
    ...[...services, ...arrived.services, ...left.services].map(({ service }) => service),
  ]
}
