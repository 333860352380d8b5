import { parseDomainName, type Answer, type ResourceRecord } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { bareReply } from './reply.js'
import { valueOf } from './record-value.js'

/** An absolute name that fits into a message. */
export function isName(text: string): boolean {
  if (!text.endsWith('.')) return false
  try {
    parseDomainName(text)
    return true
  } catch (error) {
    if (error instanceof NamescopeError) return false
    throw error
  }
}

/** Whether a record fits into a message: rewriting can make names that do not. */
export function isPackable(record: ResourceRecord): boolean {
  const value = valueOf(record)
  return isName(record.name) && (value === undefined || isName(value))
}

/** The answer, if it can be packed: else CoreDNS logs an error and sends nothing, and the client waits in vain. */
export function unlessBroken(answer: Answer): Answer {
  const records = [...answer.answer, ...answer.authority, ...answer.additional]
  const broken = records.find((record) => !isPackable(record))
  if (broken === undefined) return answer
  const where = isName(broken.name)
    ? `in the data of ${broken.data.type} ${broken.name}`
    : `"${broken.name.slice(0, 80)}"`
  const reason = {
    code: 'reply-not-packable',
    text: `There is something that is no name ${where}, so no reply is sent.`,
  }
  return { ...bareReply('SERVFAIL'), dropped: true, ...(answer.reasons && { reasons: [...answer.reasons, reason] }) }
}
