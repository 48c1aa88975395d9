import { useEffect, useState, useSyncExternalStore } from 'react'
import { createFlow, type Flow, type FlowOptions, type FlowSnapshot } from './flow.js'

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
