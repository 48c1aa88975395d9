/** The languages of pages that people read without a partner's website around them. */
export const pageLanguages = ['nl', 'en'] as const
export type PageLanguage = (typeof pageLanguages)[number]

/**
 * Dutch, unless English is asked for.
 *
 * @param asked what the address says
 * @param accepted the header `Accept-Language`
 */
export function pageLanguage(asked: unknown, accepted: string | undefined): PageLanguage {
  if (asked === 'nl' || asked === 'en') return asked
  const ranked = (accepted ?? '').split(',').map((entry) => {
    const [tag = '', weight = ''] = entry.split(';').map((part) => part.trim().toLowerCase())
    return { language: tag.split('-')[0], weight: Number(/^q=([01](?:\.\d{1,3})?)$/.exec(weight)?.[1] ?? 1) }
  })
  const best = ranked
    .filter(({ language, weight }) => (language === 'nl' || language === 'en') && weight > 0)
    .reduce<(typeof ranked)[number] | undefined>((a, b) => (a === undefined || b.weight > a.weight ? b : a), undefined)
  return best?.language === 'en' ? 'en' : 'nl'
}
