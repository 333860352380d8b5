import { Field, ID, InterfaceType } from '@nestjs/graphql'
import { parseNodeId } from './node-id.js'

@InterfaceType('Node', {
  description: 'Something with a global id, by which `node` finds it again.',
  resolveType: ({ id }: NodeModel) => parseNodeId(id).type,
})
export abstract class NodeModel {
  @Field(() => ID, { description: 'The global id: opaque, and the same on every replica and after every restart.' })
  readonly id!: string
}
