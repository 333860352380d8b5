import { joinLabels, labelBytes, labelText, splitLabels, type DomainName, type OpaqueData } from '#libs/dns-model'

/** Names inside data that is kept as octets: they are never compressed there (RFC 3597, section 4). */

/** The replacement of a NAPTR record (RFC 3403, section 4.1): order, preference, three character strings, then the name. */
export function lastName({ hex }: OpaqueData): DomainName {
  return nameAt(hex, naptrNameStart(hex))
}

export function withLastName(data: OpaqueData, name: DomainName): OpaqueData {
  return { ...data, hex: data.hex.slice(0, 2 * naptrNameStart(data.hex)) + nameHex(name) }
}

/** The target of an SVCB or HTTPS record (RFC 9460, section 2.2): behind the priority. */
export function serviceTarget({ hex }: OpaqueData): DomainName {
  return nameAt(hex, 2)
}

/** The same with its target in lower case, as CoreDNS keeps it. */
export function withLowerCaseTarget(data: OpaqueData): OpaqueData {
  const target = serviceTarget(data)
  const lower = nameHex(target.toLowerCase())
  return { ...data, hex: data.hex.slice(0, 4) + lower + data.hex.slice(4 + lower.length) }
}

function naptrNameStart(hex: string): number {
  let at = 4
  for (let strings = 0; strings < 3; strings++) at += 1 + octetAt(hex, at)
  return at
}

function nameAt(hex: string, start: number): DomainName {
  const labels: string[] = []
  for (let at = start, length = octetAt(hex, at); length > 0; at += 1 + length, length = octetAt(hex, at)) {
    labels.push(labelText(Uint8Array.from({ length }, (_, i) => octetAt(hex, at + 1 + i))))
  }
  return joinLabels(labels)
}

/** Zero beyond the end, so that data that is cut off ends the name. */
function octetAt(hex: string, index: number): number {
  return Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16) || 0
}

function nameHex(name: DomainName): string {
  const labels = splitLabels(name).map((label) => labelBytes(label) ?? new Uint8Array())
  return [...labels, new Uint8Array()].map((octets) => hexOf([octets.length, ...octets])).join('')
}

function hexOf(octets: readonly number[]): string {
  return octets.map((octet) => octet.toString(16).padStart(2, '0')).join('')
}
