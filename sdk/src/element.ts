import { mokumMatchClass } from './element/mokum-match.js'

/** Makes `<mokum-match>` known to the page; once is enough, twice does no harm. */
export function defineMokumMatch(): void {
  if (!customElements.get('mokum-match')) customElements.define('mokum-match', mokumMatchClass())
}
