import type { ObjectMeta } from '../objects/metadata.js'
import type { Ingress, IngressBackend, IngressClass } from '../objects/routing.js'
import type { FieldReader } from './field-reader.js'
import { readLoadBalancer } from './load-balancer.js'
import { readPortNumber } from './ports.js'
import { nonEmpty, present } from './present.js'

export function readIngress(object: FieldReader, meta: ObjectMeta): Ingress {
  const spec = object.requiredObject('spec')
  const tlsHosts = new Set(spec.objects('tls').flatMap((entry) => entry.texts('hosts') ?? []))
  return present<Ingress>({
    kind: 'Ingress',
    ...meta,
    ingressClass: spec.text('ingressClassName'),
    defaultBackend: readBackend(spec.object('defaultBackend')),
    rules: nonEmpty(
      spec.objects('rules').map((rule) => present({ host: rule.text('host'), backends: readBackends(rule) })),
    ),
    tlsHosts: nonEmpty([...tlsHosts]),
    loadBalancer: readLoadBalancer(object),
  })
}

export function readIngressClass(object: FieldReader, meta: ObjectMeta): IngressClass {
  return present<IngressClass>({ kind: 'IngressClass', ...meta, controller: object.object('spec')?.text('controller') })
}

/** The Services behind the paths of a rule, without repeats. */
function readBackends(rule: FieldReader): readonly IngressBackend[] | undefined {
  const backends = new Map<string, IngressBackend>()
  for (const path of rule.object('http')?.objects('paths') ?? []) {
    const backend = readBackend(path.object('backend'))
    if (backend !== undefined) backends.set(`${backend.service}:${backend.port}`, backend)
  }
  return nonEmpty([...backends.values()])
}

/** A backend that is a resource instead of a Service has no name in cluster DNS. */
function readBackend(backend: FieldReader | undefined): IngressBackend | undefined {
  const service = backend?.object('service')
  if (service === undefined) return undefined
  const port = service.object('port')
  return present({
    service: service.requiredText('name'),
    port: port && (port.text('name') ?? readPortNumber(port, 'number')),
  })
}
