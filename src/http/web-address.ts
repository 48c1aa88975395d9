/**
 * A web address as browsers read it (WHATWG URL); undefined where it is none. `URL.canParse` would do, but on Node 20 it
 * says no to addresses with letters such as ü once it was called some thousand times.
 */
export function parseWebAddress(address: string): URL | undefined {
  try {
    return new URL(address)
  } catch {
    return undefined
  }
}
