import type { Capacity, Organization, Service, Taxonomy } from '../engine/index.js'
import type { Reader, Storage } from '../storage/storage.js'
import type { ExportStores } from './export.js'
import type { DraftText } from './read-csv.js'

/** What records of HSDS are read beside: they are edits of drafts. */
export interface HsdsDrafts {
  taxonomies(): Promise<readonly Taxonomy[]>
  organization(id: string): Promise<Before<Organization> | undefined>
  service(id: string): Promise<Before<Service> | undefined>
  capacity(service: string): Promise<Capacity | undefined>
  ids(type: 'organization' | 'service'): Promise<readonly string[]>
}

interface Before<T> {
  readonly document: T
  readonly digest: string
}

type Owner = 'organization' | 'service'

interface Stores {
  readonly storage: Storage
  readonly drafts: Pick<ExportStores['drafts'], 'texts'> & {
    read(db: Reader, type: Owner, id: string): Promise<DraftText | undefined>
    ids(db: Reader, type: Owner, page: { readonly after: string; readonly limit: number }): Promise<readonly string[]>
  }
  readonly capacities: { read(db: Reader, service: string): Promise<Capacity | undefined> }
}

const IDS_AT_ONCE = 1_000

export function hsdsDrafts({ storage, drafts, capacities }: Stores): HsdsDrafts {
  const read = async <T>(type: Owner, id: string): Promise<Before<T> | undefined> => {
    const draft = await storage.read((db) => drafts.read(db, type, id))
    return draft && { document: JSON.parse(draft.text), digest: draft.digest }
  }
  return {
    taxonomies: () =>
      storage.read(async (db) => {
        const taxonomies: Taxonomy[] = []
        for await (const text of drafts.texts(db, 'taxonomy')) taxonomies.push(JSON.parse(text))
        return taxonomies
      }),
    organization: (id) => read('organization', id),
    service: (id) => read('service', id),
    capacity: (service) => storage.read((db) => capacities.read(db, service)),
    ids: (type) =>
      storage.read(async (db) => {
        const all: string[] = []
        for (let after = ''; ; ) {
          const ids = await drafts.ids(db, type, { after, limit: IDS_AT_ONCE })
          if (ids.length === 0) return all
          for (const id of ids) all.push(id)
          after = ids.at(-1) ?? after
        }
      }),
  }
}
