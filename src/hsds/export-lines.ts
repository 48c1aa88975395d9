import type { Capacity, Organization, Service, Taxonomy } from '../engine/index.js'
import { createRecords, type RecordSettings } from './records.js'

/** All drafts, and the capacities that are not open. */
export interface Exported {
  readonly taxonomies: ReadonlyMap<string, Taxonomy>
  readonly organizations: ReadonlyMap<string, Organization>
  readonly capacities: ReadonlyMap<string, Capacity>
  readonly services: AsyncIterable<Service>
}

/** A line of JSON for each organization, and then for each service, all with all that they have. */
export async function* hsdsLines(exported: Exported, settings: RecordSettings): AsyncGenerator<string> {
  const records = createRecords(exported, settings)
  for (const organization of exported.organizations.values())
    yield `${JSON.stringify(records.fullOrganization(organization))}\n`
  for await (const service of exported.services) yield `${JSON.stringify(records.fullService(service))}\n`
}
