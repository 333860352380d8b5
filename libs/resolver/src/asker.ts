import { addressKey, keyText } from '#libs/ip-address'
import type { Asking } from './inquiry.js'
import { UnknownFact } from './unknown-fact.js'
import type { MessageFacts } from './vantage.js'

type Asker = Pick<Asking, 'vantage' | 'view'>

/** The address that the server sees the question come from, canonical; `undefined` for nobody in particular. */
export function clientAddress({ vantage: { client }, view }: Asker): string | undefined {
  if (client.kind === 'address') {
    const key = addressKey(client.address)
    return key === undefined ? undefined : keyText(key)
  }
  if (client.kind === 'anyone') return undefined
  return view.state.namespaces.get(client.namespace)?.pods.get(client.name)?.podIPs?.[0]
}

/** @throws UnknownFact when nobody in particular asks. */
export function knownClientAddress(asker: Asker): string {
  const address = clientAddress(asker)
  if (address === undefined) throw new UnknownFact('client address')
  return address
}

/** @throws UnknownFact when the question came without a message. */
export function messageFacts({ vantage }: Asker, fact: string): MessageFacts {
  if (vantage.message === undefined) throw new UnknownFact(fact)
  return vantage.message
}

/** @throws UnknownFact when the server has several addresses, or none that is known. */
export function serverAddress({ vantage }: Asker): string {
  const [only, another] = vantage.serverAddresses ?? []
  if (only === undefined || another !== undefined) throw new UnknownFact('server address')
  return only
}

/** DNS over HTTPS runs over TCP. */
export function protocolOf({ vantage }: Asker): 'udp' | 'tcp' {
  return vantage.transport === 'udp' ? 'udp' : 'tcp'
}
