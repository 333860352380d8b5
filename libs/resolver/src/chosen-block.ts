import type { ServerBlock } from '#libs/corefile'
import { nameKey, type Question } from '#libs/dns-model'
import type { ClusterView } from '#libs/zone'
import { workFor } from './inquiry.js'
import { blockFor } from './server-blocks.js'
import { UnknownFact } from './unknown-fact.js'
import type { Vantage } from './vantage.js'

/**
 * The server block that answers a question, for those who treat its message: `undefined` when none does, or when the choice depends
 * on something that is not known.
 */
export function serverBlockFor(view: ClusterView, vantage: Vantage, question: Question): ServerBlock | undefined {
  const work = workFor(0)
  const key = nameKey(question.name)
  const scopes = { explain: undefined, limit: undefined }
  const block = blockFor({ view, vantage, question, key, ...scopes, depth: 0, aliases: 0, work })
  return block instanceof UnknownFact ? undefined : block?.server
}
