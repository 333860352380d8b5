import { revisionText, type Scope } from '#libs/cluster-model'
import {
  nameKey,
  outcomeOf,
  presentRecord,
  type Answer,
  type Outcome,
  type PresentedRecord,
  type Question,
  type Reason,
  type ResponseCode,
} from '#libs/dns-model'
import type { ClusterView } from '#libs/zone'
import { visibleAnswer } from './answer-in-scope.js'
import { answerWithin } from './answer-question.js'
import type { Work } from './inquiry.js'
import type { Reply, Step } from './step.js'
import type { Vantage } from './vantage.js'
import { reachesHidden } from './visibility.js'

/** An answer for people and programs: what REST, GraphQL and the CLI return. JSON-able. */
export interface Resolution {
  readonly cluster: string
  /** `EPOCH.NUMBER`; for a what-if the revision that it was proposed upon. */
  readonly revision: string
  readonly proposed?: true
  /** When the revision was observed: milliseconds since 1970. */
  readonly observedAt: number
  readonly question: Question
  /** `Forbidden` for a name outside the caller's scope, the same whether it exists or not: nothing else is said then. */
  readonly outcome: Outcome
  readonly rcode?: ResponseCode
  readonly authoritative?: boolean
  readonly records: readonly PresentedRecord[]
  readonly authority: readonly PresentedRecord[]
  readonly additional: readonly PresentedRecord[]
  /** Why, when asked for. */
  readonly reasons?: readonly Reason[]
  /** What was assumed or is not modelled. */
  readonly notes?: readonly string[]
  /** The fact that was missing: `upstream`. */
  readonly undecidable?: string
  /** An upstream was asked, so the answer can change while the revision stays. */
  readonly upstream?: true
}

/** A resolution, or what must be asked of an upstream before. */
export type ResolutionStep =
  | { readonly kind: 'done'; readonly resolution: Resolution }
  | (Omit<Extract<Step, { kind: 'ask' }>, 'resume'> & { resume(reply: Reply): ResolutionStep })

export interface ResolveOptions {
  readonly scope: Scope
  readonly explain: boolean
}

/** Resolves an absolute name for a caller with this scope. */
export function resolveName(
  view: ClusterView,
  from: Vantage,
  question: Question,
  { scope, explain }: ResolveOptions,
): ResolutionStep {
  if (reachesHidden(view, scope, nameKey(question.name))) return { kind: 'done', resolution: forbidden(view, question) }
  const limit = scope.all ? undefined : scope
  const { step: first, work } = answerWithin(view, from, question, explain ? scope : undefined, limit)
  return follow(first, false)

  function follow(step: Step, asked: boolean): ResolutionStep {
    if (step.kind === 'ask')
      return { ...step, resume: (reply) => follow(step.resume(reply), asked || reply.kind !== 'undecidable') }
    const resolution = resolutionOf(view, question, scope, step.answer, work)
    const tells = asked && resolution.outcome !== 'Forbidden'
    return { kind: 'done', resolution: tells ? { ...resolution, upstream: true } : resolution }
  }
}

/** The resolution without asking anybody: what would need an upstream is undecidable. */
export function settleResolution(step: ResolutionStep): Resolution {
  let current = step
  while (current.kind === 'ask') current = current.resume({ kind: 'undecidable' })
  return current.resolution
}

function resolutionOf(
  view: ClusterView,
  question: Question,
  scope: Scope,
  answer: Answer,
  work: Readonly<Work>,
): Resolution {
  const visible = visibleAnswer(answer, work, scope)
  if (visible === undefined) return forbidden(view, question)
  const notes = [...view.settings.assumptions, ...(answer.notes ?? [])]
  return {
    ...placeOf(view),
    question,
    outcome: outcomeOf(answer),
    rcode: answer.rcode,
    authoritative: answer.authoritative,
    records: visible.answer.map(presentRecord),
    authority: answer.authority.map(presentRecord),
    additional: visible.additional.map(presentRecord),
    ...(answer.reasons === undefined ? undefined : { reasons: answer.reasons }),
    ...(notes.length === 0 ? undefined : { notes }),
    ...(answer.undecidable === undefined ? undefined : { undecidable: answer.undecidable }),
  }
}

function forbidden(view: ClusterView, question: Question): Resolution {
  return { ...placeOf(view), question, outcome: 'Forbidden', records: [], authority: [], additional: [] }
}

function placeOf(view: ClusterView): Pick<Resolution, 'cluster' | 'revision' | 'proposed' | 'observedAt'> {
  return {
    cluster: view.revision.cluster,
    revision: revisionText(view.revision),
    ...(view.proposed === undefined ? undefined : { proposed: view.proposed }),
    observedAt: view.observedAt,
  }
}
