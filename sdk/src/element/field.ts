/** The part of a question that is filled in. */
export interface Field {
  readonly element: HTMLElement
  /** Where a mistake is mended. */
  readonly input?: HTMLElement
  /** Gives the answer to the flow, where that waits for "next". */
  readonly settle?: () => void
}
