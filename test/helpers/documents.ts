import type { Organization, QuestionSet, Service, Taxonomy } from '../../src/engine/index.js'

/** Small documents that are whole enough to store and to publish; what a test is about is given. */

export function aTaxonomy(given: Partial<Taxonomy> & { readonly id: string }): Taxonomy {
  return { name: { nl: `Indeling ${given.id}` }, match: 'covers', untagged: 'none', terms: [], ...given }
}

export function anOrganization(given: Partial<Organization> & { readonly id: string }): Organization {
  return { name: `Organisatie ${given.id}`, kind: 'formal', description: { nl: 'Helpt.' }, ...given }
}

export function aService(given: Partial<Service> & { readonly id: string }): Service {
  return {
    organization: 'an-organization',
    name: { nl: `Dienst ${given.id}` },
    summary: { nl: 'Een eerste gesprek.' },
    status: 'active',
    terms: {},
    contact: { phone: '020 000 0000' },
    ...given,
  }
}

export function aQuestionSet(given: Partial<QuestionSet> & { readonly id: string }): QuestionSet {
  return {
    title: { nl: 'Vragen' },
    languages: ['nl'],
    defaultLanguage: 'nl',
    questions: [],
    choices: { size: 3, minimum: { formal: 1, informal: 1 }, perOrganization: 1 },
    ...given,
  }
}
