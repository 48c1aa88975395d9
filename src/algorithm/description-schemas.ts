import Type, { type Static } from 'typebox'
import { closed, component, word } from '../http/component-schemas.js'
import type { Equal, Expect } from '../http/document-types.js'
import { type AlgorithmDescription, publicationCategories, statuses } from './description.js'

/** Most characters of a text are the limits of the publication standard 1.0. */
const text = (maxLength: number, description: string, example: string) =>
  Type.String({ description, maxLength, examples: [example] })
const month = (description: string) =>
  Type.String({ description, format: 'yyyy-mm', pattern: '^\\d{4}-(0[1-9]|1[0-2])$', examples: ['2027-01'] })

export const AlgorithmDescriptionSchema = component(
  'AlgorithmDescription',
  closed(
    {
      name: text(100, 'What it is called, and what it does', 'MokumMatch'),
      description_short: text(400, 'In a few sentences, at language level B1', 'Het algoritme toont drie plekken.'),
      organization: text(100, 'Who uses it: CONTACT_NAME of the deployment', 'Gemeente Noorderhaaks'),
      category: Type.Array(Type.String({ examples: ['Sociale zekerheid'] }), {
        description: 'Policy themes, of the list of the register',
      }),
      status: word(statuses, { description: 'Whether it is in use, as the deployment says', examples: ['In gebruik'] }),
      begin_date: Type.Optional(month('Since when it is in use: year and month')),
      end_date: Type.Optional(month('Until when it was in use: year and month')),
      contact_email: text(500, 'Mailbox for questions about this entry', 'info@example.org'),
      website: text(500, 'Page for the public about how it is used', 'https://example.org'),
      publication_category: word(publicationCategories, {
        description: 'How the deployment has assessed it',
        examples: ['Impactvolle algoritmes'],
      }),
      goal: text(2_500, 'What it is for, and how people meet it', 'Iemand ziet drie plekken die passen.'),
      proportionality: text(2_500, 'Why it is worth it, and what else was considered', 'Een lange lijst is te veel.'),
      human_intervention: text(2_500, 'What people decide, check and change', 'De bewoner kiest zelf.'),
      risks: text(2_500, 'What can go wrong, and what is done about it', 'Een plek kan verkeerd zijn beschreven.'),
      lawful_basis: Type.Optional(text(2_500, 'Law on which the deployment bases its use', 'Wet van de gemeente.')),
      source_data: text(2_500, 'What data it uses, and what becomes of them', 'Antwoorden van de bewoner.'),
      source_data_grouping: Type.Array(
        closed({
          title: text(500, 'What the data are called', 'Plekken'),
          link: text(500, 'Where they can be read', 'https://example.org/v1/services'),
        }),
        { description: 'The open data that it uses, each with its address' },
      ),
      methods_and_models: text(5_000, 'How it works, for readers who know such things', 'Het is niet zelflerend.'),
      publiccode: Type.Optional(text(500, 'Where the source code can be read', 'https://example.org/mokummatch.git')),
      source_id: text(100, 'Where this entry comes from', 'https://example.org/v1/algorithm-description'),
      tags: text(2_500, 'Words to find it by, with commas between them', 'geldzorgen, wegwijzer'),
      lang: Type.Literal('nld', { description: 'Language of the texts (ISO 639-3)', examples: ['nld'] }),
      standard_version: Type.Literal('1.0', {
        description: 'Version of the publication standard of the register',
        examples: ['1.0'],
      }),
    },
    {
      description:
        'Entry for the Algorithm Register of the Dutch government, in Dutch, with the names of its publication standard 1.0',
    },
  ),
)

export type _Description = Expect<Equal<Static<typeof AlgorithmDescriptionSchema>, AlgorithmDescription>>

export const algorithmComponents = [AlgorithmDescriptionSchema]
