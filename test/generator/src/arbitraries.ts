import fc from 'fast-check'
import { keyOf, keyText, type ObjectKey, type SlimObject } from '#libs/cluster-model'
import { anyObject } from './odd-objects.js'

/** One edit of a cluster: an object is put in place as given, or the object with the key goes. */
export type Edit = { readonly put: SlimObject } | { readonly remove: ObjectKey }

/** A small odd cluster: up to 40 objects, no key twice. Shrinks to fewer and simpler objects. */
export const anyCluster: fc.Arbitrary<SlimObject[]> = fc
  .array(anyObject, { maxLength: 40 })
  .map((objects) => [...new Map(objects.map((object) => [keyText(keyOf(object)), object])).values()])

/** An edit; two in seven remove an object, which may not even be there. */
export const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 5, arbitrary: anyObject.map((put) => ({ put })) },
  { weight: 2, arbitrary: anyObject.map((object) => ({ remove: keyOf(object) })) },
)

/** A sequence of edits, in batches as a source would commit them. */
export const anyEdits: fc.Arbitrary<Edit[][]> = fc.array(fc.array(anyEdit, { minLength: 1, maxLength: 8 }), {
  maxLength: 8,
})

/** The small odd cluster of a seed. */
export function randomCluster(seed: number): SlimObject[] {
  return fc.sample(anyCluster, { seed, numRuns: 1 })[0] as SlimObject[]
}

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
