import { DraftStore } from './drafts/draft-store.js'
import type { DocumentOf, DocumentType } from './engine/index.js'
import type { PageLanguage } from './http/page-language.js'
import { proofPage } from './proofs/page.js'
import { rulesIn } from './proofs/publish-rules.js'
import type { ProofReport } from './proofs/report.js'
import { type NamedDocuments, namedIn, namesIn } from './proofs/report-names.js'
import { documentDigest } from './releases/digests.js'
import { releaseByNumber, releaseDocument, releaseDocuments } from './releases/release-store.js'
import type { Reader } from './storage/storage.js'

export interface ProofPageRequest {
  readonly language: PageLanguage
  /** Of the deployment: every text of the catalogue has it. */
  readonly defaultLanguage: string
}

/** The page of a report, with the names of the release that it is of, or of the drafts as they are now. */
export async function proofPageOf(
  db: Reader,
  report: ProofReport,
  { language, defaultLanguage }: ProofPageRequest,
): Promise<string> {
  const { comparison } = report
  const documents: NamedDocuments = {
    ...(await namedDocuments(db, report, report.release)),
    ...(comparison && { earlier: await namedDocuments(db, report, comparison.release) }),
  }
  const names = namesIn(documents, report.questionSet, [language, defaultLanguage])
  const release = report.release === null ? undefined : await releaseByNumber(db, report.release)
  return proofPage(report, { language, names, rules: rulesIn(release?.rules ?? null) })
}

/** Of this release, or of the drafts: what the report names. */
async function namedDocuments(db: Reader, report: ProofReport, release: number | null): Promise<NamedDocuments> {
  const { one, taxonomies } = documentsOf(db, release)
  const { services, organizations } = namedIn(report)
  const all = async <T extends DocumentType, N>(
    type: T,
    ids: Iterable<string>,
    nameOf: (document: DocumentOf[T]) => N,
  ): Promise<ReadonlyMap<string, N>> => {
    const names = new Map<string, N>()
    for (const id of ids) {
      const document = await one(type, id)
      if (document !== undefined) names.set(id, nameOf(document))
    }
    return names
  }
  return {
    questionSet: await one('question-set', report.questionSet),
    taxonomies: await taxonomies(),
    services: await all('service', services, ({ name }) => name),
    organizations: await all('organization', organizations, ({ name }) => name),
  }
}

interface Documents {
  one<T extends DocumentType>(type: T, id: string): Promise<DocumentOf[T] | undefined>
  taxonomies(): Promise<readonly DocumentOf['taxonomy'][]>
}

function documentsOf(db: Reader, release: number | null): Documents {
  const drafts = new DraftStore({ digest: documentDigest, now: () => new Date() })
  if (release === null) {
    return {
      one: async (type, id) => (await drafts.read(db, type, id))?.document,
      taxonomies: async () => {
        const all: DocumentOf['taxonomy'][] = []
        for await (const { document } of drafts.documents(db, 'taxonomy')) all.push(document)
        return all
      },
    }
  }
  return {
    one: async (type, id) => {
      const found = await releaseDocument(db, release, type, id)
      return found && JSON.parse(found.document)
    },
    taxonomies: async () => {
      const all: DocumentOf['taxonomy'][] = []
      for await (const { document } of releaseDocuments(db, release, 'taxonomy')) all.push(JSON.parse(document))
      return all
    },
  }
}
