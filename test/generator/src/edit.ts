import { keyOf, keyText, type ObjectKey, type SlimObject } from '#libs/cluster-model'

/** One edit of a cluster: an object is put in place as given, or the object with the key goes. */
export type Edit = { readonly put: SlimObject } | { readonly remove: ObjectKey }

/** The objects that stand after some edits. */
export function edited(objects: readonly SlimObject[], edits: readonly Edit[]): SlimObject[] {
  const standing = new Map(objects.map((object) => [keyText(keyOf(object)), object]))
  for (const edit of edits) {
    if ('put' in edit) standing.set(keyText(keyOf(edit.put)), edit.put)
    else standing.delete(keyText(edit.remove))
  }
  return [...standing.values()]
}

/** What an edit leaves in place of the object with its key. */
export function targetOf(edit: Edit): { readonly key: ObjectKey; readonly after?: SlimObject } {
  return 'put' in edit ? { key: keyOf(edit.put), after: edit.put } : { key: edit.remove }
}
