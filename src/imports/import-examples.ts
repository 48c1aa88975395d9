/** Imports to try on the demo, for the description of the API. */
export const importExamples = {
  newPlace: {
    summary: 'An organization with one service, and how much room it has',
    value: {
      organizations: [
        {
          id: 'voorbeeldhuis-de-steiger',
          name: 'Voorbeeldhuis De Steiger',
          kind: 'informal',
          description: { nl: 'Buren die samen koffie drinken.', en: 'Neighbours who drink coffee together.' },
        },
      ],
      services: [
        {
          id: 'de-steiger-coffee',
          organization: 'voorbeeldhuis-de-steiger',
          name: { nl: 'Koffie op de steiger', en: 'Coffee on the jetty' },
          summary: { nl: 'Even zitten en praten over geld.', en: 'Sit down and talk about money.' },
          status: 'active',
          terms: { topic: ['getting-by'], area: ['noord'] },
          contact: { website: 'https://example.org/de-steiger' },
        },
      ],
      capacities: [{ service: 'de-steiger-coffee', status: 'limited' }],
    },
  },
  room: {
    summary: 'Only how much room a service has',
    value: {
      capacities: [
        {
          service: 'warme-buren-energy-visit',
          status: 'waitlist',
          note: { nl: 'Over ongeveer drie weken is er weer plek.', en: 'There is room again in about three weeks.' },
        },
      ],
    },
  },
}

/** The same in lines of JSON. */
export const lineExamples = {
  lines: {
    mediaType: 'application/x-ndjson',
    summary: 'Lines of JSON: an organization, and how much room a service has',
    value: `${[
      { type: 'organization', document: importExamples.newPlace.value.organizations[0] },
      { type: 'capacity', document: importExamples.room.value.capacities[0] },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n')}\n`,
  },
}

export const sheetExamples = {
  sheet: {
    mediaType: 'text/csv',
    summary: 'A sheet with one column, what services cost; with the type services',
    value: 'id,cost.nl\nwarme-buren-energy-visit,Gratis\n',
  },
}
