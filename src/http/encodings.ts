export type Encoding = 'br' | 'gzip'

/**
 * The first of these encodings that the caller takes (RFC 9110, 12.5.3); `identity` where it takes none, which is always
 * possible here.
 *
 * @param given `Accept-Encoding`
 * @param offered the best first
 */
export function preferredEncoding(given: string | undefined, offered: readonly Encoding[]): Encoding | 'identity' {
  const weights = new Map(
    (given ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
      return [name, weight === undefined ? 1 : Number(weight)]
    }),
  )
  const takes = (encoding: string): boolean => (weights.get(encoding) ?? weights.get('*') ?? 0) > 0
  return offered.find(takes) ?? 'identity'
}
