import type { SourceProblem } from '#libs/cluster-model'
import type { PassedOver } from './manifest-text.js'

/** Documents that are not read, told once for each kind: with the first place, and how many others there are. */
export function passedOverProblems(documents: Iterable<PassedOver>): SourceProblem[] {
  const byKind = new Map<string, { first: PassedOver; count: number }>()
  for (const document of documents) {
    const kind = document.kind === 'Secret' ? 'Secret' : document.kind.unknown
    const known = byKind.get(kind)
    if (known === undefined) byKind.set(kind, { first: document, count: 1 })
    else known.count++
  }
  return [...byKind.values()].map(({ first, count }) => describe(first, count))
}

function describe({ kind, file, line }: PassedOver, count: number): SourceProblem {
  const others = count === 1 ? '' : ` (${count} documents, this is the first)`
  if (kind === 'Secret') {
    const message = `Secrets are never read${others}.`
    return { severity: 'note', code: 'ignored-document', message, file, line }
  }
  return kind.readable === undefined
    ? {
        severity: 'note',
        code: 'unknown-kind',
        message: `${kind.unknown} is not a kind that is read${others}.`,
        file,
        line,
      }
    : {
        severity: 'warning',
        code: 'unknown-kind',
        message: `${kind.unknown} is not a version that is read; ${kind.readable} is${others}.`,
        file,
        line,
      }
}
