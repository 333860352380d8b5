/**
 * The items of a `kind: List` or of a typed list such as `ServiceList`; `undefined` for anything else. In a typed list the API
 * server leaves kind and apiVersion out of the items: they are filled in.
 */
export function listItems(raw: unknown): readonly unknown[] | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const { apiVersion, kind, items } = raw as Record<string, unknown>
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return undefined
  const itemKind = kind.slice(0, -'List'.length)
  if (itemKind === '') return items
  return items.map((item: unknown) =>
    typeof item === 'object' && item !== null && !('kind' in item) ? { apiVersion, kind: itemKind, ...item } : item,
  )
}
