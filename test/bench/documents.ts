import type { BenchCatalogue } from './catalogue.js'

/** The catalogue of the bench as an import takes it: the same, with short texts in two languages. */
export function asImport({ content, capacities }: BenchCatalogue): Record<string, readonly unknown[]> {
  const text = (about: string) => ({ nl: `Een zin in het Nederlands over ${about}.`, en: `A sentence about ${about}.` })
  return {
    taxonomies: content.taxonomies.map((taxonomy) => ({
      ...taxonomy,
      name: text(taxonomy.id),
      terms: taxonomy.terms.map((term) => ({ ...term, name: text(term.id) })),
    })),
    organizations: content.organizations.map((organization) => ({
      ...organization,
      name: `Organization ${organization.id}`,
      description: text(organization.id),
    })),
    services: content.services.map((service) => ({
      ...service,
      name: text(service.id),
      summary: text(`what ${service.id} does`),
      contact: { website: `https://example.org/${service.id}` },
      locations: [{ street: 'Voorbeeldstraat 1', postalCode: '1021 AA', city: 'Amsterdam' }],
      schedule: [{ days: ['MO', 'TU'], opensAt: '09:00', closesAt: '17:00' }],
    })),
    questionSets: content.questionSets.map((set) => ({
      ...set,
      title: text('money'),
      languages: ['nl', 'en'],
      defaultLanguage: 'nl',
      questions: set.questions.map((question) => ({
        ...question,
        text: text(question.id),
        ...('options' in question && {
          options: question.options.map((option) => ({ ...option, label: text(option.id), because: text(option.id) })),
        }),
      })),
    })),
    capacities,
  }
}
