import { ApiError } from './problems.js'

/** A cursor is where the page before ended, an id or a number; clients take it as it is. */
export function cursorOf(position: string): string {
  return Buffer.from(position).toString('base64url')
}

/**
 * The position of a cursor.
 *
 * @param shape what a position of this list looks like
 * @throws ApiError `invalid-request` where `cursorOf` gave no such cursor
 */
export function positionOf(cursor: string, shape: RegExp): string {
  const position = Buffer.from(cursor, 'base64url').toString()
  if (shape.test(position) && cursorOf(position) === cursor) return position
  const detail = 'This is no cursor of this list: take `next` of the page before.'
  throw new ApiError('invalid-request', { errors: [{ parameter: 'cursor', code: 'wrong-format', detail }] })
}
