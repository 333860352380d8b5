import type { AclPlugin, AclPolicy } from '#libs/corefile'
import { networkContains, parseNetwork } from '#libs/ip-address'
import { isAtOrUnderAny, type RecordType } from '#libs/dns-model'
import { clientAddress } from '../asker.js'
import type { Handler, Inquiry } from '../inquiry.js'
import { replyWith } from '../reply.js'
import { done } from '../step.js'

/** Extended DNS Errors (RFC 8914, sections 4.16 and 4.18) that CoreDNS sends with its refusals. */
const BLOCKED = { code: 15, text: '' }
const FILTERED = { code: 17, text: '' }

/** `acl`: who may ask what. The rules are tried in order, and in each its policies; the first policy that fits decides. */
export function aclHandler(plugin: AclPlugin): Handler {
  return (inquiry, next) => {
    switch (actionFor(plugin, inquiry)) {
      case 'block':
        return done(replyWith({ rcode: 'REFUSED', authoritative: false, extendedError: BLOCKED }))
      case 'filter':
        return done(replyWith({ authoritative: false, extendedError: FILTERED }))
      case 'drop':
        return done({ ...replyWith({ rcode: 'REFUSED', authoritative: false }), dropped: true })
      default:
        return next(inquiry)
    }
  }
}

function actionFor(plugin: AclPlugin, inquiry: Inquiry): AclPolicy['action'] {
  const { key, question } = inquiry
  const address = clientAddress(inquiry)
  for (const { zones, policies } of plugin.rules) {
    if (!isAtOrUnderAny(key, zones)) continue
    const policy = policies.find((candidate) => fits(candidate, question.type, address))
    if (policy !== undefined) return policy.action
  }
  return 'allow'
}

/** A client that is nobody in particular fits only policies for every address. */
function fits({ types, networks }: AclPolicy, type: RecordType, address: string | undefined): boolean {
  if (types.length > 0 && !types.includes(type)) return false
  if (networks.length === 0) return true
  return address !== undefined && networks.some((text) => contains(text, address))
}

function contains(text: string, address: string): boolean {
  const network = parseNetwork(text)
  return network !== undefined && networkContains(network, address)
}
