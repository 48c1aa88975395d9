import { parseWebAddress } from '../http/web-address.js'

/** What RFC 3986 lets stand in a path, a query or a fragment besides percent signs. */
const outside = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~:/?@!$&'()*+,;=%]/gu
const plainUri =
  /^https?:\/\/[A-Za-z0-9\-._~:]+(?:[/?](?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?(?:#(?:[A-Za-z0-9\-._~:/?@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*)?$/
/** A mailbox without quotes (RFC 5321) whose dots and hyphens stand between other characters. */
const plainMailbox =
  /^[A-Za-z0-9_%+'-]+(?:\.[A-Za-z0-9_%+'-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/

/** A web address as RFC 3986 spells it: as it is, or with what it may not hold encoded. Undefined where there is none. */
export function uriOf(address: string | undefined): string | undefined {
  if (address === undefined || plainUri.test(address)) return address
  const parsed = parseWebAddress(address)
  if (parsed === undefined) return undefined
  const { protocol, host, pathname, search, hash } = parsed
  const fragment = hash === '' ? '' : `#${encoded(hash.slice(1))}`
  return `${protocol}//${host}${encoded(pathname)}${encoded(search)}${fragment}`
}

/** A mail address that mail servers take; undefined for another one. */
export function mailboxOf(address: string | undefined): string | undefined {
  return address !== undefined && plainMailbox.test(address) ? address : undefined
}

function encoded(part: string): string {
  return part.replaceAll(outside, encodeURIComponent)
}
