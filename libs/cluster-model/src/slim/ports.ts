import type { PortReference, Protocol } from '../objects/metadata.js'
import type { ServicePort } from '../objects/service.js'
import type { FieldReader } from './field-reader.js'
import { labelField } from './object-names.js'
import { nonEmpty, present } from './present.js'

export const HIGHEST_PORT = 65_535
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const

/** The protocol of a port; the API server fills in TCP. */
export function readProtocol(port: FieldReader): Protocol {
  return port.choice('protocol', PROTOCOLS) ?? 'TCP'
}

/** A port number, or `undefined` for absent and 0, which Kubernetes takes for absent. */
export function readPortNumber(owner: FieldReader, field: string): number | undefined {
  return owner.value(field) === 0 ? undefined : owner.integer(field, 1, HIGHEST_PORT)
}

/** A port number that must be there. */
export function requiredPortNumber(owner: FieldReader, field: string): number {
  return (
    owner.integer(field, 1, HIGHEST_PORT) ??
    owner.fail(field, `is missing: a number from 1 to ${HIGHEST_PORT} is expected`)
  )
}

/** A port by number or by name. Digits in quotes are refused, as by the API server: they would name a port. */
export function readPortReference(owner: FieldReader, field: string): PortReference | undefined {
  if (typeof owner.value(field) !== 'string') return readPortNumber(owner, field)
  const name = labelField(owner, field)
  if (name !== undefined && /^\d+$/.test(name))
    owner.fail(field, `is the string "${name}"; a number without quotes or a port name is expected`)
  return name
}

/** The ports of a Service or ServiceImport; `undefined` when there are none. */
export function readServicePorts(spec: FieldReader): readonly ServicePort[] | undefined {
  const readers = spec.objects('ports')
  return nonEmpty(
    readers.map((port) => {
      const name = labelField(port, 'name')
      if (name === undefined && readers.length > 1)
        port.fail('name', 'is missing: with several ports each needs a name')
      return readServicePort(port, name)
    }),
  )
}

function readServicePort(reader: FieldReader, name: string | undefined): ServicePort {
  const port = requiredPortNumber(reader, 'port')
  const targetPort = readPortReference(reader, 'targetPort')
  return present({
    name,
    protocol: readProtocol(reader),
    port,
    targetPort: targetPort === port ? undefined : targetPort,
    nodePort: readPortNumber(reader, 'nodePort'),
    appProtocol: reader.text('appProtocol'),
  })
}
