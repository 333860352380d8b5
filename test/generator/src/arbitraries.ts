import fc from 'fast-check'
import { keyOf, keyText, type SlimObject } from '#libs/cluster-model'
import type { Edit } from './edit.js'
import { anyObject } from './odd-objects.js'

/** A small odd cluster: up to 80 objects, no key twice. Shrinks to fewer and simpler objects. */
export const anyCluster: fc.Arbitrary<SlimObject[]> = fc
  .array(anyObject, { maxLength: 80, size: 'max' })
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
