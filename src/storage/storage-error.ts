export type StorageErrorCode =
  | 'unsupported-url'
  | 'sqlite-too-old'
  | 'cannot-open'
  | 'unsafe-settings'
  | 'database-in-use'
  | 'migrations-unreadable'
  | 'migration-changed'
  | 'migration-missing'
  | 'migration-failed'
  | 'database-newer'
  | 'no-database'
  | 'file-exists'
  | 'no-backup'
  | 'backup-broken'
  | 'copy-failed'

/** A reason why the storage cannot be used. The message is a sentence for the person who runs the service. */
export class StorageError extends Error {
  readonly code: StorageErrorCode

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StorageError'
    this.code = code
  }
}
