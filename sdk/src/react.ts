import { type ComponentProps, useEffect, useState, useSyncExternalStore } from 'react'
import { createFlow, type Flow, type FlowOptions, type FlowSnapshot } from './flow.js'

/** Attributes of `<mokum-match>` in JSX; `class` is what React 18 hands on to an element of a name like this. */
export interface MokumMatchAttributes extends ComponentProps<'section'> {
  readonly class?: string | undefined
  readonly 'base-url': string
  readonly partner?: string | undefined
  readonly 'question-set'?: string | undefined
  readonly language?: string | undefined
  readonly mode?: FlowOptions['mode']
  readonly storage?: FlowOptions['storage']
  readonly 'exit-url'?: string | undefined
  readonly 'heading-level'?: number | `${number}` | undefined
  readonly history?: 'off' | undefined
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'mokum-match': MokumMatchAttributes
    }
  }
}

/** What a component needs: the moment, and the flow to call. */
export interface MokumFlow {
  readonly snapshot: FlowSnapshot
  readonly flow: Flow
}

/**
 * A flow that lives as long as the component.
 *
 * @param options read when the component is first shown; those of a later render are passed over
 */
export function useMokumFlow(options: FlowOptions): MokumFlow {
  // Once: another flow would have other answers.
  const [flow] = useState(() => createFlow(options))
  const snapshot = useSyncExternalStore(flow.subscribe, flow.getSnapshot, flow.getServerSnapshot)
  useEffect(() => () => flow.destroy(), [flow])
  return { snapshot, flow }
}
