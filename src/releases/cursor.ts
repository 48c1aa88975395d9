/** A cursor is where the page before ended; clients take it as it is. */
export function cursorOf(position: string): string {
  return Buffer.from(position).toString('base64url')
}

export function idOf(cursor: string): string {
  return Buffer.from(cursor, 'base64url').toString()
}
