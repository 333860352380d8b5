import type { Kind } from '../objects/kinds.js'
import type { FieldReader } from './field-reader.js'

/** RFC 1123 section 2.1, as Kubernetes narrows it: lower case only. */
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/
const LONGEST_LABEL = 63
const LONGEST_SUBDOMAIN = 253

/** Kinds whose names become one DNS label; all others may hold dots. */
const LABEL_KINDS: ReadonlySet<Kind> = new Set<Kind>(['Namespace', 'Service'])

/** True for a DNS label as Kubernetes takes it. */
export function isDnsLabel(text: string): boolean {
  return text.length <= LONGEST_LABEL && LABEL.test(text)
}

/** True for a DNS subdomain as Kubernetes takes it: its labels are bounded together only, not each. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= LONGEST_SUBDOMAIN && SUBDOMAIN.test(text)
}

/** Checks `metadata.name` against what the API server demands of the kind. */
export function checkObjectName(metadata: FieldReader, kind: Kind, name: string): void {
  const label = LABEL_KINDS.has(kind)
  if (label ? isDnsLabel(name) : isDnsSubdomain(name)) return
  const parts = label ? "letters a to z, digits and '-'" : "letters a to z, digits, '-' and '.'"
  const longest = label ? LONGEST_LABEL : LONGEST_SUBDOMAIN
  metadata.fail(
    'name',
    `is ${JSON.stringify(name.slice(0, LONGEST_SUBDOMAIN))}; for a ${kind}, at most ${longest} ${parts}, with a letter or digit at both ends, are expected`,
    { code: 'invalid-name' },
  )
}

/** A field that holds one DNS label, such as a port name or a pod's hostname. */
export function labelField(reader: FieldReader, field: string): string | undefined {
  const text = reader.text(field)
  if (text === undefined || isDnsLabel(text)) return text
  return reader.fail(
    field,
    `is ${JSON.stringify(text.slice(0, 2 * LONGEST_LABEL))}; a DNS label is expected: at most 63 letters a to z, digits and '-', with a letter or digit at both ends`,
    { code: 'invalid-name' },
  )
}
