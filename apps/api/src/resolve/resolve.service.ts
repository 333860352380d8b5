import { Injectable } from '@nestjs/common'
import type { Scope } from '#libs/cluster-model'
import { parseDomainName, parseRecordType, type Question } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'
import { ANYONE, resolveName, settleResolution, type Resolution } from '#libs/resolver'
import type { ClusterView } from '#libs/zone'
import { clientOf } from './client.js'

/** What to resolve, as people write it. */
export interface ResolveRequest {
  readonly name: string
  readonly type: string
  readonly from?: string | undefined
  readonly explain: boolean
}

/** Answers questions in a view: live, past or proposed. */
@Injectable()
export class ResolveService {
  /** @throws NamescopeError `invalid-name`, `invalid-type`, and those of `clientOf` */
  resolve(view: ClusterView, { name, type, from, explain }: ResolveRequest, scope: Scope): Resolution {
    const question = questionOf(name, type)
    const vantage = { ...ANYONE, client: clientOf(view, from, scope) }
    return settleResolution(resolveName(view, vantage, question, { scope, explain }))
  }
}

function questionOf(name: string, type: string): Question {
  const known = parseRecordType(type)
  if (known === undefined) {
    throw new NamescopeError('invalid-type', `"${type}" is not a record type; there is A, AAAA, SRV, PTR, or TYPE65.`, {
      field: 'type',
    })
  }
  return { name: parseDomainName(name), type: known }
}
