/** The object without its undefined fields: in slim objects, fields at their default are absent. */
export function present<T extends object>(fields: T): T {
  const result: Partial<T> = {}
  for (const field in fields) if (fields[field] !== undefined) result[field] = fields[field]
  return result as T
}

/** An object in the making, for the kinds of which a large cluster has so many that `present` would cost too much. */
export type Unfinished<T> = { -readonly [Field in keyof T]: T[Field] }

/** The list, or `undefined` for an empty one. */
export function nonEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list
}
