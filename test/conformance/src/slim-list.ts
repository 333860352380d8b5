import { Interner, listItems, slimObject, type EndpointSlice, type SlimObject } from '#libs/cluster-model'

const interner = new Interner()

interface RawSlice {
  readonly kind?: string
  readonly endpoints?: readonly { readonly addresses: readonly string[] }[]
}

/** The objects of a list, slimmed. */
export function slimList(list: unknown): SlimObject[] {
  return [...(listItems(list) ?? [])].map((raw) => (isMixed(raw as RawSlice) ? mixedSlice(raw as RawSlice) : slim(raw)))
}

/** Some published slices hold addresses of both families, as CoreDNS's tests have them; no API server would take them. */
function isMixed({ kind, endpoints = [] }: RawSlice): boolean {
  if (kind !== 'EndpointSlice') return false
  return new Set(endpoints.flatMap(({ addresses }) => addresses.map((address) => address.includes(':')))).size > 1
}

function mixedSlice(raw: RawSlice): SlimObject {
  const of = (addressType: 'IPv4' | 'IPv6'): EndpointSlice =>
    slim({
      ...raw,
      addressType,
      endpoints: raw.endpoints?.filter(({ addresses }) => addresses[0]?.includes(':') === (addressType === 'IPv6')),
    }) as EndpointSlice
  const [first, second] = [of('IPv4'), of('IPv6')]
  return { ...first, endpoints: [...first.endpoints, ...second.endpoints] }
}

function slim(raw: unknown): SlimObject {
  const result = slimObject(raw, { interner })
  if ('object' in result) return result.object
  throw new Error(`not taken: ${JSON.stringify(result)}`)
}
