import { parseDomainName, parseRecordType, type Question } from '#libs/dns-model'
import { NamescopeError } from '#libs/errors'

/**
 * The question that a name and a type on the command line make.
 * @throws NamescopeError `invalid-name`, `invalid-type`
 */
export function questionOf(name: string, type: string): Question {
  const known = parseRecordType(type)
  if (known === undefined) {
    throw new NamescopeError(
      'invalid-type',
      `"${type}" is no record type; write one such as A, AAAA, SRV, PTR or TYPE65.`,
    )
  }
  return { name: parseDomainName(name), type: known }
}
