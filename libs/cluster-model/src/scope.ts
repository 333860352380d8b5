/** What a caller may see: every namespace, or these. Applied before paging and counting, everywhere. */
export type Scope = { readonly all: true } | { readonly all: false; readonly namespaces: readonly string[] }

/** While authentication is off, or for a caller who may see everything. */
export const FULL_SCOPE: Scope = { all: true }

/** The scope of these namespaces, sorted and without repeats, so that equal scopes have equal texts. */
export function scopeOf(namespaces: Iterable<string>): Scope {
  return { all: false, namespaces: [...new Set(namespaces)].toSorted() }
}

/** True when the caller may see a thing of this namespace. What belongs to no namespace (`undefined` or empty) is for everybody. */
export function isVisible(scope: Scope, namespace: string | undefined): boolean {
  return scope.all || namespace === undefined || namespace === '' || scope.namespaces.includes(namespace)
}

/** A text that is equal for equal scopes: a part of ETags and cursors. */
export function scopeKey(scope: Scope): string {
  return scope.all ? '*' : scope.namespaces.join(',')
}
