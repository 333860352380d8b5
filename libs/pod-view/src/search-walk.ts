import { parseDomainName, splitLabels, type DomainName, type Outcome } from '#libs/dns-model'
import type { ResolvConf } from './resolv-conf.js'

/**
 * The names that a stub resolver asks for one look-up, in glibc's order (resolv/res_query.c): with a trailing dot the name alone;
 * with at least ndots dots the name as it is and then the search list; with fewer the list and then the name. NXDOMAIN and NODATA
 * lead to the next name, data ends the walk. A generator: it yields a name and is sent the outcome. Returns the place of the
 * answer that stands for the whole walk.
 * @throws NamescopeError `invalid-name`
 */
export function* searchWalk(name: string, { searches, ndots }: ResolvConf): Generator<DomainName, number, Outcome> {
  const outcomes: Outcome[] = []
  for (const candidate of candidatesFor(name, searches, ndots)) {
    const outcome = yield candidate
    outcomes.push(outcome)
    if (outcome === 'Answer') return outcomes.length - 1
  }
  return standsForAll(outcomes, name, ndots)
}

function candidatesFor(name: string, searches: readonly DomainName[], ndots: number): DomainName[] {
  const asIs = parseDomainName(name)
  if (name.endsWith('.')) return [asIs]
  const listed = searches.flatMap((domain) => joined(asIs, domain))
  return dotsIn(asIs) >= ndots ? [asIs, ...listed] : [...listed, asIs]
}

/** A name that would be too long with the domain is not asked. */
function joined(asIs: DomainName, domain: DomainName): DomainName[] {
  try {
    return [parseDomainName(domain === '.' ? asIs : `${asIs}${domain}`)]
  } catch {
    return []
  }
}

function dotsIn(asIs: DomainName): number {
  return splitLabels(asIs).length - 1
}

/** The error told in the end: that of the name as it is when it came first, else NODATA if any gave it, else the last. */
function standsForAll(outcomes: readonly Outcome[], name: string, ndots: number): number {
  if (dotsIn(parseDomainName(name)) >= ndots) return 0
  const noData = outcomes.indexOf('NoData')
  return noData === -1 ? outcomes.length - 1 : noData
}
