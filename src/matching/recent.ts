/** Values by name of which those that nobody asked for lately are let go: from `most` to twice as many are kept. */
export interface Recent<Value> {
  /** What is kept under this name, or what `make` gives for it. */
  get(name: string, make: () => Value): Value
}

/** Two generations: a full younger one becomes the older one, which is let go, and what is asked for becomes young again. */
export function keepRecent<Value>(most: number): Recent<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  return {
    get(name, make) {
      const known = young.get(name)
      if (known !== undefined) return known
      const value = old.get(name) ?? make()
      if (young.size >= most) {
        old = young
        young = new Map()
      }
      young.set(name, value)
      return value
    },
  }
}
