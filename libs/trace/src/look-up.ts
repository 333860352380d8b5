import type { Pod } from '#libs/cluster-model'
import {
  parseDomainName,
  parseRecordType,
  type DomainName,
  type Outcome,
  type Reason,
  type RecordType,
} from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { clusterFirst, searchWalk, type ResolvConf } from '#libs/pod-view'
import {
  ANYONE,
  resolveName,
  type Resolution,
  type ResolutionStep,
  type ResolveOptions,
  type Vantage,
} from '#libs/resolver'
import type { ClusterView } from '#libs/zone'
import { findAsker, parseAsker, type Asker } from './asker.js'

/** A look-up as people and programs write it. */
export interface LookUpRequest {
  /** Absolute, unless somebody with a search list asks and it has no final dot. */
  readonly name: string
  /** In any case: `a`, `SRV`, `TYPE65`. */
  readonly type: string
  /** `NAMESPACE/POD`, `NAMESPACE` or an address; absent for nobody in particular. */
  readonly from?: string | undefined
}

/** What came of a look-up: the answer that it ends with, and for somebody with a search list every question. JSON-able. */
export interface LookUpResult extends Resolution {
  readonly walk?: Walk
}

export interface Walk {
  readonly namespace: string
  readonly pod?: string
  /** As the asker wrote it. */
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

type AskStep = Extract<ResolutionStep, { kind: 'ask' }>

/** A look-up that is over, or what must be asked of an upstream before it can go on. */
export type LookUpStep =
  | { readonly kind: 'done'; readonly result: LookUpResult }
  | (Omit<AskStep, 'resume'> & { resume(reply: Parameters<AskStep['resume']>[0]): LookUpStep })

/**
 * Looks a name up as somebody would: a name with a final dot, or nobody's, at once; a pod's through its search list, question by
 * question, until one has data.
 * @throws NamescopeError `invalid-name`, `invalid-type`, `invalid-argument`, `forbidden`, `object-not-found`
 */
export function lookUp(view: ClusterView, request: LookUpRequest, options: ResolveOptions): LookUpStep {
  const type = typeOf(request.type)
  const asker = request.from === undefined ? undefined : parseAsker(request.from)
  if (asker === undefined || asker.kind === 'address') {
    const vantage = asker === undefined ? ANYONE : { ...ANYONE, client: asker }
    const question = { name: parseDomainName(request.name), type }
    return plain(resolveName(view, vantage, question, options))
  }
  return walked(view, request.name, type, asker, options)
}

/** The result without asking anybody: what would need an upstream is undecidable. */
export function settleLookUp(step: LookUpStep): LookUpResult {
  let current = step
  while (current.kind === 'ask') current = current.resume({ kind: 'undecidable' })
  return current.result
}

function walked(
  view: ClusterView,
  name: string,
  type: RecordType,
  asker: Exclude<Asker, { kind: 'address' }>,
  options: ResolveOptions,
): LookUpStep {
  const pod = findAsker(view, asker, options.scope)
  const domain = view.zone.stanzas[0]?.primaryZone ?? 'cluster.local.'
  const { resolvConf, assumptions } = clusterFirst(view.state, asker.namespace, domain, pod)
  const walk = searchWalk(name, resolvConf)
  const resolutions: Resolution[] = []
  return goOn(walk.next())

  function goOn(state: IteratorResult<DomainName, number>): LookUpStep {
    if (state.done) return { kind: 'done', result: ended(resolutions[state.value] as Resolution) }
    return follow(resolveName(view, vantageOf(pod), { name: state.value, type }, options))
  }

  function follow(step: ResolutionStep): LookUpStep {
    if (step.kind === 'ask') return { ...step, resume: (reply) => follow(step.resume(reply)) }
    resolutions.push(step.resolution)
    return goOn(walk.next(step.resolution.outcome))
  }

  function ended(resolution: Resolution): LookUpResult {
    const questions = resolutions.map(({ question, outcome, records }) => ({
      ...question,
      outcome,
      data: records.map(({ data }) => data),
    }))
    const { namespace } = asker
    const who = asker.kind === 'pod' ? { namespace, pod: asker.pod } : { namespace }
    const upstream = resolutions.some((each) => each.upstream) && ({ upstream: true } as const)
    const reasons = resolution.outcome === 'Answer' ? resolution.reasons : reasonsOf([resolutions[0], resolution])
    return {
      ...resolution,
      ...upstream,
      ...(reasons && { reasons }),
      walk: { ...who, name, resolvConf, questions, assumptions },
    }
  }
}

/** For a name that nobody has, the first question tells most: it is what the asker meant in its own namespace. */
function reasonsOf(resolutions: readonly (Resolution | undefined)[]): readonly Reason[] | undefined {
  const all = [...new Set(resolutions)].flatMap((resolution) => resolution?.reasons ?? [])
  return all.length === 0 ? undefined : all
}

/** A look-up of one question. */
function plain(step: ResolutionStep): LookUpStep {
  if (step.kind === 'done') return { kind: 'done', result: step.resolution }
  return { ...step, resume: (reply) => plain(step.resume(reply)) }
}

function vantageOf(pod: Pod | undefined): Vantage {
  if (pod === undefined) return ANYONE
  return { ...ANYONE, client: { kind: 'pod', namespace: pod.namespace, name: pod.name } }
}

function typeOf(text: string): RecordType {
  const type = parseRecordType(text)
  if (type !== undefined) return type
  throw new NamescopeError(
    'invalid-type',
    `"${text}" is no record type; write one such as A, AAAA, SRV, PTR or TYPE65.`,
    {
      field: 'type',
    },
  )
}
