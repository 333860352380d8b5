import type { WhoamiPlugin } from '#libs/corefile'
import { addressFamily } from '#libs/ip-address'
import type { ResourceRecord } from '#libs/dns-model'
import { knownClientAddress, messageFacts, protocolOf } from '../asker.js'
import type { Handler, Inquiry } from '../inquiry.js'
import { placeText } from '../place-text.js'
import { replyWith } from '../reply.js'
import { done, failed } from '../step.js'
import { attempt, undecidable, UnknownFact } from '../unknown-fact.js'

/** `whoami`: the client's address, port and protocol, in the additional section of an empty answer to every question. */
export function whoamiHandler(plugin: WhoamiPlugin): Handler {
  const what = `whoami (${placeText(plugin.place)})`
  return (inquiry) => {
    const additional = attempt(() => clientRecords(inquiry))
    if (additional instanceof UnknownFact) return failed(undecidable(additional, what, inquiry.explain !== undefined))
    const reasons = inquiry.explain && [{ code: 'whoami', text: `${what} tells the client its address and port.` }]
    return done(replyWith({ additional, reasons }))
  }
}

function clientRecords(inquiry: Inquiry): ResourceRecord[] {
  const { name } = inquiry.question
  const address = knownClientAddress(inquiry)
  const port = messageFacts(inquiry, 'client port').clientPort
  const type = addressFamily(address) === 'IPv4' ? 'A' : 'AAAA'
  return [
    { name, ttl: 0, data: { type, address } },
    {
      name: name === '.' ? `_${protocolOf(inquiry)}.` : `_${protocolOf(inquiry)}.${name}`,
      ttl: 0,
      data: { type: 'SRV', priority: 0, weight: 0, port, target: '.' },
    },
  ]
}
