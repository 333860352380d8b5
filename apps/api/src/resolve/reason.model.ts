import { ObjectType } from '@nestjs/graphql'
import { ApiSchema } from '@nestjs/swagger'
import type { Reason } from '#libs/dns-model'
import { Described } from '../schema/described.js'
import { ObjectReferenceModel } from '../schema/object-reference.model.js'

@ObjectType('Reason', { description: 'One reason behind an answer.' })
@ApiSchema({ name: 'Reason' })
export class ReasonModel implements Reason {
  @Described('A stable code for programs, in kebab case.', { example: 'service-cluster-ip' })
  readonly code!: string

  @Described('One sentence for people.', { example: 'Service default/web has the cluster IP 10.96.50.100.' })
  readonly text!: string

  @Described('The namespace that the reason tells of.', { optional: true, example: 'default' })
  readonly namespace?: string

  @Described('The Kubernetes objects that the reason rests on.', { type: () => [ObjectReferenceModel], optional: true })
  readonly objects?: readonly ObjectReferenceModel[]

  @Described('A name that the asker may have meant.', { optional: true })
  readonly suggestion?: string
}
