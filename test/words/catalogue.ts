import { allLanguages } from '../../src/words/all-languages.js'
import type { WordSources } from '../../src/words/index.js'

/** Texts in which something is missing: sentences that the editors did not write, and languages. */
export const sources: WordSources = {
  defaultLanguage: 'nl',
  templates: allLanguages,
  taxonomies: [
    {
      id: 'topic',
      untagged: 'none',
      terms: [
        {
          id: 'money',
          name: { nl: 'Geld', en: 'Money', tr: 'Para', ar: 'المال', pl: 'Pieniądze', es: 'Dinero' },
          says: { nl: 'Hier kun je over geld praten.' },
        },
        {
          id: 'debt',
          name: { nl: 'Schulden', en: 'Debt', tr: 'Borç', ar: 'الديون', pl: 'Długi', es: 'Deudas' },
          parent: 'money',
        },
        { id: 'letters', name: { nl: 'Brieven', en: 'Letters' }, parent: 'debt' },
      ],
    },
    {
      id: 'help',
      untagged: 'none',
      terms: [
        {
          id: 'listening',
          name: { nl: 'Luisteren' },
          says: { nl: 'Hier kun je gewoon praten.', en: 'You can just talk here.' },
        },
        { id: 'together', name: { nl: 'Samen doen' }, says: { nl: 'Hier doen ze het met je samen.' } },
        { id: 'ground-floor', name: { nl: 'Geen trap', en: 'No stairs' }, lacks: { nl: 'Er is een trap.' } },
        { id: 'evening', name: { nl: 'In de avond', en: 'In the evening' } },
        { id: 'digid', name: { nl: 'DigiD', ar: 'DigiD' } },
      ],
    },
    {
      id: 'language',
      untagged: 'none',
      terms: [
        { id: 'tr', name: { nl: 'Turks', en: 'Turkish', tr: 'Türkçe', ar: 'التركية', pl: 'Turecki', es: 'Turco' } },
        {
          id: 'en',
          name: { nl: 'Engels', en: 'English', tr: 'İngilizce', ar: 'English', pl: 'Angielski', es: 'Inglés' },
        },
        { id: 'ar', name: { nl: 'Arabisch', en: 'Arabic', tr: 'Arapça', ar: 'العربية', pl: 'Arabski', es: 'Árabe' } },
      ],
    },
    {
      id: 'audience',
      untagged: 'all',
      terms: [
        {
          id: 'young',
          name: { nl: 'jongeren', en: 'young people', tr: 'gençler', ar: 'الشباب', pl: 'młodzi ludzie', es: 'jóvenes' },
        },
        {
          id: 'parents',
          name: { nl: 'ouders', en: 'parents', tr: 'ebeveynler', ar: 'الأهل', pl: 'rodzice', es: 'padres' },
        },
        { id: 'migrants', name: { nl: 'nieuwkomers', es: 'inmigrantes' } },
      ],
    },
  ],
  questionSets: [
    {
      id: 'noord',
      defaultLanguage: 'nl',
      questions: [
        {
          id: 'want',
          kind: 'multiple',
          text: { nl: 'Wat wil je?' },
          options: [
            {
              id: 'listen',
              label: { nl: 'Iemand die luistert', en: 'Somebody who listens' },
              because: { nl: 'Je wilt iemand die luistert.', en: 'You want somebody who listens.' },
              effects: [
                { mode: 'prefer', taxonomy: 'help', term: 'listening', points: 5 },
                { mode: 'prefer', taxonomy: 'help', term: 'together', points: 2 },
              ],
            },
            {
              id: 'debt',
              label: { nl: 'Schulden', en: 'Debt', tr: 'Borç', ar: 'الديون', pl: 'Długi', es: 'Deudas' },
              effects: [{ mode: 'prefer', taxonomy: 'topic', term: 'debt', points: 5 }],
            },
            {
              id: 'digid',
              label: { nl: 'Hulp met DigiD?', ar: 'DigiD' },
              effects: [{ mode: 'prefer', taxonomy: 'help', term: 'digid', points: 1 }],
            },
            { id: 'whatever', label: { nl: 'Weet ik niet' }, effects: [] },
          ],
        },
        {
          id: 'stairs',
          kind: 'single',
          text: { nl: 'Wat maakt het makkelijker?' },
          options: [
            {
              id: 'none',
              label: { nl: 'Geen trap' },
              effects: [{ mode: 'require', taxonomy: 'help', term: 'ground-floor', relax: 1 }],
            },
            {
              id: 'no-office',
              label: { nl: 'Geen kantoor' },
              effects: [{ mode: 'exclude', taxonomy: 'kind', term: 'formal' }],
            },
          ],
        },
        {
          id: 'about',
          kind: 'term',
          text: { nl: 'Waarover?' },
          taxonomy: 'topic',
          effects: [{ mode: 'prefer', taxonomy: 'topic', points: 3 }],
        },
      ],
    },
    {
      id: 'somali',
      defaultLanguage: 'so',
      questions: [
        {
          id: 'q',
          kind: 'single',
          text: { so: '?' },
          options: [
            {
              id: 'a',
              label: { so: 'Haa' },
              because: { so: 'Waxaad tidhi haa.' },
              effects: [{ mode: 'prefer', taxonomy: 'help', term: 'listening', points: 1 }],
            },
            {
              id: 'b',
              label: { so: 'Maya' },
              effects: [{ mode: 'prefer', taxonomy: 'help', term: 'listening', points: 1 }],
            },
          ],
        },
      ],
    },
  ],
}
