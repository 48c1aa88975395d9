import type { Server } from './server.js'

interface SecurityTxt {
  readonly publicUrl: string
  readonly contact: { readonly email: string; readonly url: string }
  readonly now: () => Date
}

const HALF_A_YEAR_MS = 182 * 86_400_000

/** Where to report a weakness (RFC 9116). `Expires` is always half a year ahead: less than the year that is allowed. */
export function registerSecurityTxtRoutes(app: Server, { publicUrl, contact, now }: SecurityTxt): void {
  app.get('/.well-known/security.txt', async (_request, reply) => {
    const expires = new Date(now().getTime() + HALF_A_YEAR_MS)
    expires.setUTCHours(0, 0, 0, 0)
    return reply
      .type('text/plain; charset=utf-8')
      .send(
        [
          `Contact: mailto:${contact.email}`,
          `Contact: ${contact.url}`,
          `Expires: ${expires.toISOString()}`,
          'Preferred-Languages: nl, en',
          `Canonical: ${publicUrl}/.well-known/security.txt`,
          '',
        ].join('\n'),
      )
  })
}
