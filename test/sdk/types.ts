import type { JSX } from 'react'
import { createClient, createFlow, isMokumError, type MatchResult, type MokumErrorCode } from '../../sdk/src/index.js'
import type {} from '../../sdk/src/react.js'

/** What must not compile: each line below an expectation is wrong, and the build fails if it is not. */
export function wrongUses(result: MatchResult, error: unknown): void {
  // @ts-expect-error: the service has to be somewhere
  createClient({})
  const client = createClient({ baseUrl: 'https://match.example.org' })
  // @ts-expect-error: a flow needs a client
  createFlow({ questionSet: 'geld' })
  // @ts-expect-error: answers stay in memory, with the tab or on the device
  createFlow({ client, storage: 'cloud' })
  const flow = createFlow({ client })
  // @ts-expect-error: answers are ids
  flow.answer(3)
  // @ts-expect-error: a snapshot is not changed
  flow.getSnapshot().status = 'results'
  // @ts-expect-error: nor is what is in it
  flow.getSnapshot().answers.push()
  // @ts-expect-error: there is no such status
  if (flow.getSnapshot().status === 'done') return
  // @ts-expect-error: a match is asked about a question set
  client.match({ answers: {} })
  // @ts-expect-error: places have no rank
  result.choices[0]?.rank
  // @ts-expect-error: of an unknown error nothing is known
  error.code
  // @ts-expect-error: the list of codes is closed
  const code: MokumErrorCode = 'teapot'
  if (isMokumError(error) && error.code === code) return
}

/** What JSX takes as the attributes of the tag. */
type Tag = JSX.IntrinsicElements['mokum-match']
const baseUrl = 'https://match.example.org'
export const tags: readonly Tag[] = [
  { 'base-url': baseUrl, partner: 'maak020', 'question-set': 'geld', language: 'nl', mode: 'auto', storage: 'tab' },
  {
    'base-url': baseUrl,
    'exit-url': 'https://example.org',
    'heading-level': 3,
    history: 'off',
    id: 'talk',
    class: 'wide',
  },
  // @ts-expect-error: the service has to be somewhere
  { partner: 'maak020' },
  // @ts-expect-error: there is no such attribute
  { 'base-url': baseUrl, partnr: 'maak020' },
  // @ts-expect-error: nor such a mode
  { 'base-url': baseUrl, mode: 'cloud' },
]
