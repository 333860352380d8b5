import {
  isCoreDnsImage,
  isWorkload,
  type Commit,
  type Coverage,
  type Kind,
  type ObjectChange,
  type SlimObject,
} from '#libs/cluster-model'
import { answerPart } from '#libs/resolver'

/** The label that kubeadm and most distributions give the CoreDNS pods. NS answers hold their addresses. */
const DNS_LABEL = 'k8s-app'
const DNS_LABEL_VALUE = 'kube-dns'

/**
 * What of a cluster a follower gets: everything, or some kinds. Some kinds serve to answer with, not to keep history: then there
 * is no evidence, of each object there is what answers rest on (`answerPart`), of the workloads there are those that run CoreDNS, and its
 * pods are there even where Pods are not asked for.
 */
export interface FeedSelection {
  /** Equal for equal selections. */
  readonly key: string
  readonly includes: (object: SlimObject) => boolean
  /** What the follower gets of an object. */
  readonly part: (object: SlimObject) => SlimObject
  coverageOf(coverage: Coverage): Coverage
  /** The part of a commit; `undefined` when none of it concerns the follower. */
  commitOf(commit: Commit): Commit | undefined
}

const EVERYTHING: FeedSelection = {
  key: '*',
  includes: () => true,
  part: (object) => object,
  coverageOf: (coverage) => coverage,
  commitOf: ({ origin: _origin, ...commit }) => commit,
}

/** The selection of these kinds; of everything when none are named. */
export function selectionOf(kinds: readonly Kind[] | undefined): FeedSelection {
  if (kinds === undefined) return EVERYTHING
  const wanted = new Set(kinds)
  const includes = (object: SlimObject): boolean => isWanted(object, wanted)
  return {
    key: [...wanted].toSorted().join(','),
    includes,
    part: answerPart,
    coverageOf: (coverage) => Object.fromEntries(Object.entries(coverage).filter(([kind]) => wanted.has(kind as Kind))),
    commitOf: ({ origin: _origin, ...commit }) => {
      const changes = commit.changes.flatMap((change) => partOf(change, includes))
      const coverage = commit.coverage?.filter(({ kind }) => wanted.has(kind)) ?? []
      if (changes.length === 0 && coverage.length === 0) return undefined
      return { ...commit, changes, coverage }
    },
  }
}

function isWanted(object: SlimObject, kinds: ReadonlySet<Kind>): boolean {
  if (isWorkload(object)) {
    return kinds.has(object.kind) && (object.template.spec.images ?? []).some(isCoreDnsImage)
  }
  return kinds.has(object.kind) || (object.kind === 'Pod' && object.labels?.[DNS_LABEL] === DNS_LABEL_VALUE)
}

/** An object that was not part before comes, one that no longer is goes. */
function partOf({ key, before, after }: ObjectChange, includes: (object: SlimObject) => boolean): ObjectChange[] {
  const was = before !== undefined && includes(before)
  const is = after !== undefined && includes(after)
  return was || is
    ? [{ key, ...(was ? { before: answerPart(before) } : {}), ...(is ? { after: answerPart(after) } : {}) }]
    : []
}
