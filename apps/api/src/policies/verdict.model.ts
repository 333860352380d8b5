import { Int, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { DecidingRule, Direction, DirectionVerdict, PolicyVerdict, Verdict } from '#libs/network-policy'
import { Described } from '../schema/described.js'
import { PinnedModel } from '../schema/pinned.model.js'
import { DIRECTIONS } from './policy.model.js'

const VERDICTS: readonly Verdict[] = ['allowed', 'denied', 'not-applicable', 'undecidable']

@ObjectType('DecidingRule', { description: 'The rule that lets a connection through.' })
@ApiSchema({ name: 'DecidingRule' })
export class DecidingRuleModel implements DecidingRule {
  @Described('The policy, as NAMESPACE/NAME.', { example: 'backend/deny-other-namespaces' })
  readonly policy!: string

  @Described('Into the pods, or out of them.', { enum: DIRECTIONS, example: 'Ingress' })
  readonly direction!: Direction

  @Described('Its place in `ingress` or `egress`, from 0.', { type: () => Int, example: 0 })
  readonly rule!: number
}

@ObjectType('DirectionVerdict', { description: 'What the policies of one end say.' })
@ApiSchema({ name: 'DirectionVerdict' })
export class DirectionVerdictModel implements DirectionVerdict {
  @Described('`allowed`, `denied`, `not-applicable`, or `undecidable`.', { enum: VERDICTS, example: 'denied' })
  readonly verdict!: Verdict

  @Described('One sentence for people.')
  readonly text!: string

  @Described('The policies that isolate the pod in this direction, as NAMESPACE/NAME.', { type: () => [String] })
  readonly isolatedBy!: readonly string[]

  @Described('The rule that lets the connection through.', { type: () => DecidingRuleModel, optional: true })
  readonly allowedBy?: DecidingRuleModel
}

@ObjectType('PolicyVerdict', { description: 'Whether a connection gets through, and which rule decided at each end.' })
@ApiSchema({ name: 'PolicyVerdict' })
export class PolicyVerdictModel extends PinnedModel implements PolicyVerdict {
  @Described('The source: a pod as NAMESPACE/POD, or an address that no pod has.', { example: 'frontend/web' })
  readonly from!: string

  @Described('The destination.', { example: 'backend/api' })
  readonly to!: string

  @Described('The destination port; absent while a named port can’t be looked up.', {
    type: () => Int,
    optional: true,
    example: 5678,
  })
  readonly port?: number

  @Described('The protocol.', { enum: ['TCP', 'UDP', 'SCTP'], example: 'TCP' })
  readonly protocol!: PolicyVerdict['protocol']

  @Described(
    '`allowed`, `denied`, `not-applicable` (policies are not about it), or `undecidable` (a fact is missing).',
    {
      enum: VERDICTS,
      example: 'denied',
    },
  )
  readonly verdict!: Verdict

  @Described('What the source’s policies say.', { type: () => DirectionVerdictModel })
  readonly egress!: DirectionVerdictModel

  @Described('What the destination’s policies say.', { type: () => DirectionVerdictModel })
  readonly ingress!: DirectionVerdictModel

  @Described('The missing fact of an undecidable verdict.', { optional: true })
  readonly missing?: string

  @Described('What depends on the network plugin, or was assumed.', { type: () => [String] })
  readonly notes!: readonly string[]
}
