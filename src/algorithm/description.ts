/** What a deployment says of itself in the entry; null where it says nothing. */
export interface Deployer {
  /** As the list of organizations of the Dutch government spells it (TOOI), where it is on it. */
  readonly organization: string
  /** Of a mailbox, never of a person. */
  readonly contactEmail: string
  /** Page for the public about how the questions are used. */
  readonly website: string
  readonly status: AlgorithmStatus
  readonly category: PublicationCategory
  /** `YYYY-MM`. */
  readonly beginDate: string | null
  /** `YYYY-MM`. */
  readonly endDate: string | null
  readonly lawfulBasis: string | null
  /** Where the source code can be read. */
  readonly sourceUrl: string | null
  /** Of this service. */
  readonly publicUrl: string
}

export const statuses = ['In ontwikkeling', 'In gebruik', 'Buiten gebruik'] as const
export type AlgorithmStatus = (typeof statuses)[number]

export const publicationCategories = ['Hoog-risico AI-systeem', 'Impactvolle algoritmes', 'Overige algoritmes'] as const
export type PublicationCategory = (typeof publicationCategories)[number]

interface Reference {
  readonly title: string
  readonly link: string
}

/** An entry of the Dutch Algorithm Register; names and limits are those of its publication standard 1.0. */
export interface AlgorithmDescription {
  readonly name: string
  readonly description_short: string
  readonly organization: string
  readonly category: readonly string[]
  readonly status: AlgorithmStatus
  readonly begin_date?: string
  readonly end_date?: string
  readonly contact_email: string
  readonly website: string
  readonly publication_category: PublicationCategory
  readonly goal: string
  readonly proportionality: string
  readonly human_intervention: string
  readonly risks: string
  readonly lawful_basis?: string
  readonly source_data: string
  readonly source_data_grouping: readonly Reference[]
  readonly methods_and_models: string
  readonly publiccode?: string
  readonly source_id: string
  readonly tags: string
  readonly lang: 'nld'
  readonly standard_version: '1.0'
}

/** The entry, in Dutch: what is true of the software, and what the deployment says of itself. */
export function describeAlgorithm(deployer: Deployer): AlgorithmDescription {
  const { publicUrl, beginDate, endDate, lawfulBasis, sourceUrl } = deployer
  return {
    name: 'MokumMatch: plekken vinden voor een eerste gesprek over geldzorgen',
    description_short:
      'Een bewoner met geldzorgen beantwoordt hoogstens zeven vragen. Daarna toont het algoritme drie plekken voor een eerste gesprek, met de reden erbij. De bewoner kiest zelf. Elke vraag mag worden overgeslagen.',
    organization: deployer.organization,
    category: ['Sociale zekerheid', 'Zorg en gezondheid'],
    status: deployer.status,
    ...(beginDate !== null && { begin_date: beginDate }),
    ...(endDate !== null && { end_date: endDate }),
    contact_email: deployer.contactEmail,
    website: deployer.website,
    publication_category: deployer.category,
    goal: paragraphs(
      'Wie geldzorgen heeft, weet vaak niet waar een eerste gesprek mogelijk is. Er zijn veel plekken: formele, zoals de gemeente, en informele, zoals een buurthuis. Het doel is dat iemand snel drie plekken ziet die passen bij wat die persoon zelf wil.',
      'Bewoners komen het algoritme tegen op websites van partners. Zij krijgen geen besluit, geen score en geen advies over recht op hulp. Zij kunnen alle plekken zien, ook zonder vragen te beantwoorden.',
    ),
    proportionality: paragraphs(
      'Een lange lijst van plekken is voor veel mensen te veel. Een gesprek met een medewerker kan ook en blijft bij elke stap mogelijk: er staat altijd een telefoonnummer bij.',
      'Er wordt niets gevraagd over naam, inkomen of schulden in getallen. Zelflerende modellen zijn overwogen en afgewezen: hun keuzes zijn niet na te rekenen, en er zijn gegevens van bewoners voor nodig.',
    ),
    human_intervention: paragraphs(
      'De bewoner kiest zelf, of kiest niets. Het algoritme neemt geen besluit en stuurt niets door naar een organisatie.',
      'Redacteuren schrijven de vragen, de regels en de gegevens van de plekken. Zij zien voor het uitgeven wat er verandert. Elke uitgave heeft een nummer, kan niet ongemerkt worden gewijzigd en kan worden teruggezet.',
    ),
    risks: paragraphs(
      'Een plek kan verkeerd zijn beschreven. Daarom staat bij elke plek wanneer iemand de gegevens heeft nagekeken, en wat er niet past.',
      'Sommige plekken kunnen te vaak worden getoond en andere te weinig. Daarom krijgen plekken die even goed passen gelijke kansen, door een loting die na te rekenen is. Niemand kan betalen voor een plek. Als het kan, is er altijd een formele en een informele plek bij.',
      'Antwoorden zeggen iets over iemands leven. Daarom worden ze niet opgeslagen en niet in logboeken gezet. Op websites die dat zo instellen, blijven ze op het eigen toestel.',
      'Vragen of woorden kunnen mensen buitensluiten. Teksten worden gecontroleerd op moeilijke en oordelende woorden, en er zijn vertalingen. Wie iets overslaat, krijgt ook drie plekken.',
    ),
    ...(lawfulBasis !== null && { lawful_basis: lawfulBasis }),
    source_data: paragraphs(
      'Antwoorden van de bewoner: onderwerpen, wensen voor het gesprek, en als de bewoner dat wil een wijk of postcode zonder huisnummer. Ze worden gebruikt om te kiezen en daarna vergeten.',
      'Gegevens van plekken en organisaties, opgeschreven door redacteuren, en hoeveel ruimte een plek heeft. Dit zijn open gegevens. Er wordt niets opgezocht in registers van personen.',
    ),
    source_data_grouping: [
      { title: 'Plekken', link: `${publicUrl}/v1/services` },
      { title: 'Organisaties', link: `${publicUrl}/v1/organizations` },
      { title: 'Vragen en wat elk antwoord doet', link: `${publicUrl}/v1/question-sets` },
    ],
    methods_and_models: paragraphs(
      'Het algoritme is niet zelflerend. Het bestaat uit vaste regels met hele getallen. Dezelfde antwoorden geven bij dezelfde uitgave altijd dezelfde plekken.',
      'Invoer: antwoorden, en een uitgave van de catalogus. Elk antwoord kan drie dingen doen. Een wens geeft punten aan plekken die iets hebben. Een eis laat plekken voorgaan die eraan voldoen, of sluit andere uit. Een uitsluiting laat plekken weg.',
      'Uitvoer: hoogstens drie plekken. Eerst gaan plekken voor die aan de meeste eisen voldoen, dan die met de meeste punten, dan plekken die voor iedereen zijn, dan die met meer ruimte. Bij gelijke plekken beslist een loting met een getal dat bij elke uitgave opnieuw wordt getrokken. Van elke organisatie komt een beperkt aantal plekken.',
      'Bij het resultaat hoort een bewijs, waarmee iedereen die de antwoorden kent de keuze kan narekenen. De regels van elke vragenlijst zijn in gewone taal te lezen: voeg /rules toe aan het adres van de vragenlijst.',
    ),
    ...(sourceUrl !== null && { publiccode: sourceUrl }),
    source_id: `${publicUrl}/v1/algorithm-description`.slice(0, 100),
    tags: 'geldzorgen, schuldhulp, wegwijzer, regels, niet zelflerend',
    lang: 'nld',
    standard_version: '1.0',
  }
}

/** The register shows line breaks. */
function paragraphs(...texts: readonly string[]): string {
  return texts.join('\n\n')
}
