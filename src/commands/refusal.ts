/** Says in one sentence why a command did not do what it should; the process then ends with 1. */
export class Refusal extends Error {}

/** Problems one under another, each with its place. */
export function lines(problems: readonly { readonly pointer: string; readonly detail: string }[]): string {
  return problems.map(({ pointer, detail }) => `- ${pointer || '/'}: ${detail}`).join('\n')
}
