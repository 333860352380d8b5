import { Int, ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { Direction, PolicySummary, RuleSummary } from '#libs/network-policy'
import { Described } from '../schema/described.js'

export const DIRECTIONS: readonly Direction[] = ['Ingress', 'Egress']

@ObjectType('PolicyRule', { description: 'One rule of a NetworkPolicy, in a direction that the policy isolates.' })
@ApiSchema({ name: 'PolicyRule' })
export class PolicyRuleModel implements RuleSummary {
  @Described('Into the pods, or out of them.', { enum: DIRECTIONS, example: 'Ingress' })
  readonly direction!: Direction

  @Described('Its place in `ingress` or `egress`, from 0.', { type: () => Int, example: 0 })
  readonly rule!: number

  @Described('How many pods that the caller may see it lets through; absent for a rule of more than selectors.', {
    type: () => Int,
    optional: true,
    example: 3,
  })
  readonly peerPods?: number

  @Described('Why it lets nobody through that the caller may see; absent when it may.', {
    optional: true,
    example: 'its selectors match no pod',
  })
  readonly matchesNothing?: string
}

@ObjectType('Policy', { description: 'A NetworkPolicy, with what it comes to in this cluster.' })
@ApiSchema({ name: 'Policy' })
export class PolicyModel implements PolicySummary {
  @Described('The namespace.', { example: 'backend' })
  readonly namespace!: string

  @Described('The name.', { example: 'deny-other-namespaces' })
  readonly name!: string

  @Described('The directions in which it isolates its pods.', { type: () => [String], enum: DIRECTIONS })
  readonly isolates!: readonly Direction[]

  @Described('The pods that it isolates, by name.', { type: () => [String], example: ['api-5d9b8f7c4-abc12'] })
  readonly pods!: readonly string[]

  @Described('Its rules.', { type: () => [PolicyRuleModel] })
  readonly rules!: readonly PolicyRuleModel[]
}
