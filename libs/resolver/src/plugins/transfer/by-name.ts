/** An object that a transfer tells of. */
interface Named {
  readonly name: string
  readonly namespace: string
}

/** How many objects are sorted in one go. */
const RUN = 500

/**
 * The objects by name, then by namespace: the order of CoreDNS's transfers. Sorting a big cluster takes long, so it is done in
 * parts, and `undefined` stands where one is done: nothing came of it yet, but other work may be done now.
 */
export function* byName<T extends Named>(objects: Iterable<T>): Generator<T | undefined> {
  const runs: T[][] = []
  let run: T[] = []
  for (const object of objects) {
    if (run.push(object) < RUN) continue
    runs.push(run.toSorted(compare))
    run = []
    yield undefined
  }
  runs.push(run.toSorted(compare))
  yield* merged(runs)
}

function* merged<T extends Named>(runs: readonly (readonly T[])[]): Generator<T> {
  const places = runs.map(() => 0)
  for (;;) {
    let first: T | undefined
    let of = 0
    for (const [index, run] of runs.entries()) {
      const head = run[places[index] as number]
      if (head === undefined || (first !== undefined && compare(first, head) <= 0)) continue
      first = head
      of = index
    }
    if (first === undefined) return
    places[of] = (places[of] as number) + 1
    yield first
  }
}

function compare(a: Named, b: Named): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1
  return a.namespace === b.namespace ? 0 : a.namespace < b.namespace ? -1 : 1
}
