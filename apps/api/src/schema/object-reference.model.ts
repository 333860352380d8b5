import { ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { ObjectReference } from '#libs/dns-model'
import { Described } from './described.js'

@ObjectType('ObjectReference', { description: 'Names one Kubernetes object.' })
@ApiSchema({ name: 'ObjectReference' })
export class ObjectReferenceModel implements ObjectReference {
  @Described('The kind.', { example: 'Service' })
  readonly kind!: string

  @Described('The namespace; absent for cluster-scoped objects.', { optional: true, example: 'default' })
  readonly namespace?: string

  @Described('The name.', { example: 'web' })
  readonly name!: string
}
