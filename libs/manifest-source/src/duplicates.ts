import { keyText, objectText, type ObjectKey, type SourceProblem } from '#libs/cluster-model'

interface Placed {
  readonly file: string
  readonly line: number
}

/** Two manifests of one object: `kept` is the later one. */
export interface Duplicate {
  readonly key: ObjectKey
  readonly dropped: Placed
  readonly kept: Placed
}

/** Manifests by the text of their object's key; of several for one object the last is kept, at its own place in the order. */
export function laterWins<T extends Placed>(
  manifests: Iterable<T>,
  keyOf: (manifest: T) => ObjectKey,
): { kept: Map<string, T>; duplicates: Duplicate[] } {
  const kept = new Map<string, T>()
  const duplicates: Duplicate[] = []
  for (const manifest of manifests) {
    const { kind, namespace, name } = keyOf(manifest)
    const key = { kind, namespace, name }
    const text = keyText(key)
    const earlier = kept.get(text)
    if (earlier !== undefined) {
      duplicates.push({ key, dropped: earlier, kept: manifest })
      kept.delete(text)
    }
    kept.set(text, manifest)
  }
  return { kept, duplicates }
}

/** Names both places; the problem stands at the one that is not taken. */
export function duplicateProblem({ key, dropped, kept }: Duplicate): SourceProblem {
  return {
    severity: 'warning',
    code: 'duplicate-object',
    message: `${objectText(key)} is written again in ${kept.file}:${kept.line}, which is taken instead.`,
    file: dropped.file,
    line: dropped.line,
  }
}
