import {
  isCoreDnsImage,
  isWorkload,
  type Commit,
  type Coverage,
  type Kind,
  type ObjectChange,
  type SlimObject,
} from '#libs/cluster-model'

/** The label that kubeadm and most distributions give the CoreDNS pods. NS answers hold their addresses. */
const DNS_LABEL = 'k8s-app'
const DNS_LABEL_VALUE = 'kube-dns'

/**
 * What of a cluster a follower gets: everything, or some kinds. Some kinds serve to answer with, not to keep history: then there
 * is no evidence, of the workloads there are those that run CoreDNS, and its pods are there even where Pods are not asked for.
 */
export interface FeedSelection {
  /** Equal for equal selections. */
  readonly key: string
  includes(object: SlimObject): boolean
  coverageOf(coverage: Coverage): Coverage
  /** The part of a commit; `undefined` when none of it concerns the follower. */
  commitOf(commit: Commit): Commit | undefined
}

const EVERYTHING: FeedSelection = {
  key: '*',
  includes: () => true,
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
    coverageOf: (coverage) => Object.fromEntries(Object.entries(coverage).filter(([kind]) => wanted.has(kind as Kind))),
    commitOf: ({ origin: _origin, ...commit }) => {
      const changes = commit.changes.flatMap((change) => part(change, includes))
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
function part({ key, before, after }: ObjectChange, includes: (object: SlimObject) => boolean): ObjectChange[] {
  const was = before !== undefined && includes(before)
  const is = after !== undefined && includes(after)
  return was || is ? [{ key, ...(was ? { before } : {}), ...(is ? { after } : {}) }] : []
}
