/** Documents to write on the demo, for the description of the API; each has the id of the example of its path. */
export const draftExamples = {
  taxonomy: {
    pets: {
      summary: 'A short list of terms',
      value: {
        id: 'voorbeeld-pets',
        name: { nl: 'Dieren', en: 'Animals' },
        match: 'covers',
        untagged: 'none',
        terms: [
          { id: 'pets-welcome', name: { nl: 'Dieren welkom', en: 'Animals welcome' } },
          { id: 'dogs-welcome', name: { nl: 'Honden welkom', en: 'Dogs welcome' }, parent: 'pets-welcome' },
        ],
      },
    },
  },
  organization: {
    informal: {
      summary: 'A group of neighbours',
      value: {
        id: 'voorbeeldhuis-de-kade',
        name: 'Voorbeeldhuis De Kade',
        kind: 'informal',
        description: { nl: 'Buren die samen koffie drinken.', en: 'Neighbours who have coffee together.' },
      },
    },
  },
  service: {
    tea: {
      summary: 'A place to talk',
      value: {
        id: 'voorbeeld-tea-at-humanitas',
        organization: 'humanitas',
        name: { nl: 'Thee en een gesprek', en: 'Tea and a talk' },
        summary: { nl: 'Iemand luistert naar je.', en: 'Somebody listens to you.' },
        status: 'active',
        terms: { topic: ['debt'], approach: ['listens'] },
        contact: { website: 'https://example.org/thee' },
        verifiedOn: '2026-11-20',
      },
    },
  },
  'question-set': {
    oneQuestion: {
      summary: 'One question',
      value: {
        id: 'voorbeeld-one-question',
        title: { nl: 'Een vraag', en: 'One question' },
        languages: ['nl', 'en'],
        defaultLanguage: 'nl',
        questions: [
          {
            id: 'want',
            kind: 'single',
            text: { nl: 'Wil je iemand die luistert?', en: 'Do you want somebody who listens?' },
            options: [
              {
                id: 'yes',
                label: { nl: 'Ja', en: 'Yes' },
                effects: [{ mode: 'prefer', taxonomy: 'approach', term: 'listens', points: 10 }],
              },
              { id: 'whatever', label: { nl: 'Maakt niet uit', en: 'It does not matter' }, effects: [] },
            ],
          },
        ],
        choices: { size: 3, minimum: { formal: 1, informal: 1 }, perOrganization: 1 },
        advice: [],
      },
    },
  },
} as const
