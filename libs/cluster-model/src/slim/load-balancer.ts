import type { LoadBalancerAddress } from '../objects/service.js'
import type { FieldReader } from './field-reader.js'
import { nonEmpty, present } from './present.js'

/** `status.loadBalancer.ingress` of a Service or an Ingress; `undefined` when there is none. */
export function readLoadBalancer(object: FieldReader): readonly LoadBalancerAddress[] | undefined {
  const entries = object.object('status')?.object('loadBalancer')?.objects('ingress') ?? []
  return nonEmpty(
    entries.map((entry) =>
      present<LoadBalancerAddress>({
        ip: entry.address('ip'),
        hostname: entry.text('hostname'),
        // The API server fills in VIP wherever there is an address.
        ipMode: entry.choice('ipMode', ['VIP', 'Proxy']) === 'Proxy' ? 'Proxy' : undefined,
      }),
    ),
  )
}
