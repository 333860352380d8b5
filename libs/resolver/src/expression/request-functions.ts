import { addressFamily, networkContains, parseNetwork } from '#libs/ip-address'
import { knownClientAddress, messageFacts, protocolOf, serverAddress } from '../asker.js'
import type { Asking, Inquiry, Metadata } from '../inquiry.js'
import type { Environment } from './evaluate.js'
import { EvaluationError, stringOf } from './operands.js'
import type { Value } from './syntax.js'

/** A block without a port in its key listens on 53. */
const DNS_PORT = 53

/**
 * The functions that tell an expression about the request (CoreDNS plugin/pkg/expression). What they need is looked at only when
 * they are called.
 */
export function requestFunctions(
  asking: Asking & Pick<Inquiry, 'questionClass'>,
  metadata: Metadata | undefined,
): Environment['functions'] {
  return {
    name: () => asking.key,
    type: () => asking.question.type,
    class: () => asking.questionClass ?? 'IN',
    proto: () => protocolOf(asking),
    opcode: () => 0,
    client_ip: () => knownClientAddress(asking),
    port: () => String(messageFacts(asking, 'client port').clientPort),
    server_ip: () => serverAddress(asking),
    server_port: () => String(asking.vantage.port ?? DNS_PORT),
    id: () => messageFacts(asking, 'message id').id,
    size: () => messageFacts(asking, 'message size').size,
    do: () => messageFacts(asking, 'DO bit').dnssecOk,
    bufsize: () => messageFacts(asking, 'EDNS buffer size').bufferSize,
    incidr: (address, range) => isInside(stringOf(address), stringOf(range)),
    metadata: (label) => metadata?.(stringOf(label)) ?? '',
  }
}

function isInside(address: string, range: string): Value {
  const network = range.includes('/') ? parseNetwork(range) : undefined
  if (network === undefined) throw new EvaluationError(`"${range}" is no range`)
  if (addressFamily(address) === undefined) throw new EvaluationError(`"${address}" is no address`)
  return networkContains(network, address)
}
