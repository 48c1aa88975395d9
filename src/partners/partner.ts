/** A site on which residents answer the questions. Settings, no part of a release. */
export interface Partner {
  readonly id: string
  readonly name: string
  /** Ids of question sets; the first is the default. */
  readonly questionSets?: readonly string[]
  /** BCP 47 language tags. */
  readonly languages: readonly string[]
  /** `https://…`, or `http://localhost[:port]` to try: the web pages that may call the API from a browser. */
  readonly origins?: readonly string[]
  /** Service id: whom to call at any step. */
  readonly contactPoint?: string
}
