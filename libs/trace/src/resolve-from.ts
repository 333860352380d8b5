import { isVisible, type Pod } from '#libs/cluster-model'
import type { DomainName, Outcome, RecordType } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { clusterFirst, searchWalk, type ResolvConf } from '#libs/pod-view'
import { resolveName, type Resolution, type ResolutionStep, type ResolveOptions, type Vantage } from '#libs/resolver'
import type { ClusterView } from '#libs/zone'

/** Who looks a name up: a pod, or any pod of a namespace. */
export interface Asker {
  readonly namespace: string
  readonly pod?: string
}

/** The resolution of a name as a pod writes it: the answer that the walk ends with, and the walk. JSON-able. */
export interface WalkedResolution extends Resolution {
  readonly walk: Walk
}

export interface Walk {
  readonly from: Asker
  /** As written by the asker. */
  readonly name: string
  readonly resolvConf: ResolvConf
  /** Every question that was sent, in order. */
  readonly questions: readonly AskedQuestion[]
  readonly assumptions: readonly string[]
}

export interface AskedQuestion {
  readonly name: DomainName
  readonly type: RecordType
  readonly outcome: Outcome
  /** The data of the answer, in presentation form. */
  readonly data: readonly string[]
}

/** A walk that is over, or what must be asked of an upstream before it can go on. */
export type WalkStep =
  | { readonly kind: 'done'; readonly resolution: WalkedResolution }
  | (Omit<Extract<ResolutionStep, { kind: 'ask' }>, 'resume'> & {
      resume(reply: Parameters<Extract<ResolutionStep, { kind: 'ask' }>['resume']>[0]): WalkStep
    })

/**
 * Reads `NAMESPACE` or `NAMESPACE/POD`.
 * @throws NamescopeError `invalid-argument`
 */
export function parseAsker(text: string): Asker {
  const [namespace, pod, ...rest] = text.split('/')
  if (!namespace || pod === '' || rest.length > 0) {
    throw new NamescopeError('invalid-argument', `"${text}" names no asker; write NAMESPACE or NAMESPACE/POD.`, {
      field: 'from',
    })
  }
  return pod === undefined ? { namespace } : { namespace, pod }
}

/**
 * Looks a name up as a pod would: through its search list, question by question, until one has data.
 * @throws NamescopeError `object-not-found` for a namespace or pod that is not there or not visible, `invalid-name`
 */
export function resolveFrom(
  view: ClusterView,
  vantage: Vantage,
  { name, type }: { readonly name: string; readonly type: RecordType },
  asker: Asker,
  options: ResolveOptions,
): WalkStep {
  const pod = findAsker(view, asker, options)
  const domain = view.zone.stanzas[0]?.primaryZone ?? 'cluster.local.'
  const { resolvConf, assumptions } = clusterFirst(view.state, asker.namespace, domain, pod)
  const from: Vantage =
    pod === undefined ? vantage : { ...vantage, client: { kind: 'pod', namespace: pod.namespace, name: pod.name } }
  const walk = searchWalk(name, resolvConf)
  const resolutions: Resolution[] = []
  return goOn(walk.next())

  function goOn(state: IteratorResult<DomainName, number>): WalkStep {
    if (state.done) return { kind: 'done', resolution: ended(resolutions[state.value] as Resolution) }
    return follow(resolveName(view, from, { name: state.value, type }, options))
  }

  function follow(step: ResolutionStep): WalkStep {
    if (step.kind === 'ask') {
      const { question, forward } = step
      return { kind: 'ask', question, forward, resume: (reply) => follow(step.resume(reply)) }
    }
    resolutions.push(step.resolution)
    return goOn(walk.next(step.resolution.outcome))
  }

  function ended(resolution: Resolution): WalkedResolution {
    const questions = resolutions.map(({ question, outcome, records }) => ({
      ...question,
      outcome,
      data: records.map(({ data }) => data),
    }))
    return { ...resolution, walk: { from: asker, name, resolvConf, questions, assumptions } }
  }
}

/** A namespace outside the scope is as good as none: nothing is told of it. */
function findAsker(view: ClusterView, { namespace, pod }: Asker, { scope }: ResolveOptions): Pod | undefined {
  const isThere = isVisible(scope, namespace) && view.state.namespaceObjects.has(namespace)
  if (!isThere) throw new NamescopeError('object-not-found', `There is no namespace ${namespace}.`, { field: 'from' })
  if (pod === undefined) return undefined
  const found = view.state.namespaces.get(namespace)?.pods.get(pod)
  if (found !== undefined) return found
  throw new NamescopeError('object-not-found', `Namespace ${namespace} has no pod ${pod}.`, { field: 'from' })
}
