import type { MatchRequest } from './matching.js'

interface MatchExample {
  readonly summary: string
  readonly value: MatchRequest & { readonly release?: 'draft' }
}

/** Requests to try on the demo, for the description of the API; the first is the one that the explorer shows. */
export const matchExamples = {
  lettersNearHome: {
    summary: 'Debts first, then letters; somebody who listens, near home in 1031',
    value: {
      questionSet: 'geldzorgen-noord',
      answers: { topics: ['debt', 'paperwork'], want: 'listens', where: 'near-home', area: '1031' },
    },
  },
  allSkipped: {
    summary: 'Every question skipped: still three places',
    value: { questionSet: 'geldzorgen-noord', answers: {} },
  },
  inTurkish: {
    summary: 'In Turkish, with somebody who speaks it',
    value: {
      questionSet: 'geldzorgen-noord',
      answers: { topics: ['paperwork'], ease: ['own-language'], language: 'tr' },
      language: 'tr',
    },
  },
  withMoreAndWhyNot: {
    summary: 'Without a place already seen, with two more places, and why three others were not chosen',
    value: {
      questionSet: 'geldzorgen-noord',
      answers: { topics: ['debt'], who: 'experience', ease: ['no-appointment', 'evening-weekend'] },
      without: ['buurtteam-noord'],
      alternatives: 2,
      explain: ['buurtteam-noord', 'neos-first-talk', 'kredietbank-debt-arrangement'],
      language: 'en',
    },
  },
  wishesOf2022: {
    summary: 'The wishes of the prototype: agree, neither or disagree',
    value: {
      questionSet: 'mokummatch-2022',
      answers: { 'listening-ear': 'agree', together: 'agree', 'share-data': 'disagree' },
    },
  },
  eindhoven: {
    summary: 'Another city with questions of its own',
    value: { questionSet: 'geldzorgen-eindhoven', answers: { topics: ['debt'], want: 'explains' }, language: 'en' },
  },
  onDrafts: {
    summary: 'On the drafts, before they are published (needs a key)',
    value: {
      questionSet: 'geldzorgen-noord',
      answers: { topics: ['debt', 'paperwork'], want: 'listens', where: 'near-home', area: '1031' },
      release: 'draft',
      language: 'en',
    },
  },
} as const satisfies Record<string, MatchExample>
