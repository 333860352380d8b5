import { NamescopeError } from '#libs/errors'

/**
 * An absolute domain name in presentation form (RFC 1035, section 5.1; RFC 4343, section 2.1): labels parted by dots, with the
 * final dot, `.` for the root. A dot, backslash or unprintable octet inside a label is escaped (`\.`, `\\`, `\DDD`).
 * Letter case is kept; names compare without it (RFC 4343, section 3), so keys are made with `nameKey`.
 */
export type DomainName = string

/** The longest label, in octets (RFC 1035, section 2.3.4). */
export const MAX_LABEL_OCTETS = 63
/** The longest name in wire form, in octets, length octets and root included (RFC 1035, section 2.3.4). */
export const MAX_NAME_OCTETS = 255

/** Printable ASCII without a backslash: a label that is its own presentation form, one octet a character. */
const PLAIN_LABEL = /^[\x21-\x5b\x5d-\x7e]*$/
/** What stands for octets in a label: an escape by number, an escape of one character, a character. */
const LABEL_PARTS = /\\(\d{3})|\\(\D)|([^\\])/gsu
const CAPITAL = /[A-Z]/
const HIGHEST_OCTET = 255
const DOT = 0x2e
const BACKSLASH = 0x5c

/**
 * Reads a name as people write it: the trailing dot may be missing, the name is absolute all the same. Escapes and characters
 * outside printable ASCII come out in the one form that `labelText` gives, so that equal names have equal texts.
 * @throws NamescopeError `invalid-name` for an empty label, a label over 63 octets, a name over 255 octets, a broken escape.
 */
export function parseDomainName(text: string): DomainName {
  if (text === '.') return '.'
  if (text === '') throw invalidName(text, 'it is empty; write "." for the root')
  const labels: string[] = []
  let octets = 1
  for (const label of splitLabels(text)) {
    const bytes = PLAIN_LABEL.test(label) ? undefined : readLabel(text, label)
    const length = bytes?.length ?? label.length
    if (length === 0) throw invalidName(text, 'it has an empty label (two dots in a row, or a leading dot)')
    if (length > MAX_LABEL_OCTETS) {
      throw invalidName(
        text,
        `label "${label.slice(0, 20)}..." has ${length} octets, at most ${MAX_LABEL_OCTETS} are allowed`,
      )
    }
    octets += length + 1
    labels.push(bytes === undefined ? label : labelText(bytes))
  }
  if (octets > MAX_NAME_OCTETS) {
    throw invalidName(text, `it needs ${octets} octets on the wire, at most ${MAX_NAME_OCTETS} are allowed`)
  }
  return joinLabels(labels)
}

/** The labels of a name from left to right, without the root. Escapes are kept. */
export function splitLabels(name: string): string[] {
  if (name === '.' || name === '') return []
  const end = endsWithRootDot(name) ? name.length - 1 : name.length
  if (!name.includes('\\')) return name.slice(0, end).split('.')
  const labels: string[] = []
  let start = 0
  for (let i = 0; i < end; i++) {
    if (name[i] === '\\') i++
    else if (name[i] === '.') {
      labels.push(name.slice(start, i))
      start = i + 1
    }
  }
  labels.push(name.slice(start, end))
  return labels
}

/** The name with these labels, absolute. */
export function joinLabels(labels: readonly string[]): DomainName {
  return labels.length === 0 ? '.' : `${labels.join('.')}.`
}

/** The key under which names are equal: lower case, ASCII letters only (RFC 4343, section 3). */
export function nameKey(name: DomainName): string {
  return CAPITAL.test(name) ? name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()) : name
}

/** True when `name` is `zone` or lies under it. Both absolute; letter case does not matter. */
export function isAtOrUnder(name: DomainName, zone: DomainName): boolean {
  if (zone === '.') return true
  const cut = name.length - zone.length
  if (cut < 0 || (cut > 0 && name.charCodeAt(cut - 1) !== DOT)) return false
  // Every question is held against several zones, and hardly ever in other letters.
  if (!name.endsWith(zone) && nameKey(name.slice(cut)) !== nameKey(zone)) return false
  return cut === 0 || !isEscaped(name, cut - 1)
}

/** True when `name` is or lies under one of the zones. */
export function isAtOrUnderAny(name: DomainName, zones: readonly DomainName[]): boolean {
  for (const zone of zones) if (isAtOrUnder(name, zone)) return true
  return false
}

/**
 * Where the label begins that ends before `end`, the place of its dot. The labels of a name are read with it from right to left,
 * as its zones are, without taking the whole name apart: the next label ends one before the place that comes back; 0 is the last.
 */
export function labelStart(name: string, end: number): number {
  let dot = name.lastIndexOf('.', end - 1)
  while (dot > 0 && isEscaped(name, dot)) dot = name.lastIndexOf('.', dot - 1)
  return dot + 1
}

/** Orders names as DNSSEC does (RFC 4034, section 6.1): by labels from the right, without letter case. Negative, zero or positive. */
export function compareNames(a: DomainName, b: DomainName): number {
  const left = splitLabels(nameKey(a)).map(octetText).toReversed()
  const right = splitLabels(nameKey(b)).map(octetText).toReversed()
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] as string
    const y = right[i] as string
    if (x !== y) return x < y ? -1 : 1
  }
  return left.length - right.length
}

/** The octets of one label as written on the wire; `undefined` for a broken escape. Characters outside ASCII count as UTF-8. */
export function labelBytes(label: string): Uint8Array | undefined {
  if (!label.includes('\\')) return new TextEncoder().encode(label)
  const bytes: number[] = []
  let read = 0
  for (const [part, code, escaped, plain] of label.matchAll(LABEL_PARTS)) {
    read += part.length
    if (code === undefined) bytes.push(...new TextEncoder().encode(escaped ?? plain))
    else if (Number(code) > HIGHEST_OCTET) return undefined
    else bytes.push(Number(code))
  }
  return read === label.length ? Uint8Array.from(bytes) : undefined
}

/** One label's octets in presentation form, escaped as RFC 4343, section 2.1 asks. */
export function labelText(octets: Uint8Array): string {
  let text = ''
  for (const octet of octets) {
    if (octet === 0x2e || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`
    else if (octet < 0x21 || octet > 0x7e) text += `\\${String(octet).padStart(3, '0')}`
    else text += String.fromCharCode(octet)
  }
  return text
}

function readLabel(text: string, label: string): Uint8Array {
  const bytes = labelBytes(label)
  if (bytes === undefined)
    throw invalidName(text, `the escape in label "${label.slice(0, 20)}" is not \\DDD (0 to 255) or \\X`)
  return bytes
}

/** The label with a character for each octet, so that texts compare as octets do. */
function octetText(label: string): string {
  return PLAIN_LABEL.test(label) ? label : String.fromCharCode(...(labelBytes(label) ?? []))
}

function endsWithRootDot(name: string): boolean {
  return name.endsWith('.') && !isEscaped(name, name.length - 1)
}

/** True when the character at this place stands behind a backslash that is not itself escaped. */
function isEscaped(name: string, index: number): boolean {
  let backslashes = 0
  for (let i = index - 1; i >= 0 && name.charCodeAt(i) === BACKSLASH; i--) backslashes++
  return backslashes % 2 === 1
}

function invalidName(text: string, what: string): NamescopeError {
  const shown = text.length > 80 ? `${text.slice(0, 80)}...` : text
  return new NamescopeError('invalid-name', `"${shown}" is not a domain name: ${what}.`)
}
