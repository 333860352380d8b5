/** The letters of generated names in Kubernetes (apimachinery, util/rand): no vowels, nothing that reads like another. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789'

/** A 32-bit hash of a text (FNV-1a), the same everywhere. Not for secrets: only for places and names that follow from content. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}

/** A suffix such as Kubernetes generates, that follows from the text: `7xk2p`. */
export function suffixOf(text: string, length = 5): string {
  let suffix = ''
  for (let i = 0; suffix.length < length; i++) suffix += ALPHABET[hashOf(`${text} ${i}`) % ALPHABET.length]
  return suffix
}

/** A name with a generated suffix, cut so that the whole stays within what a pod's name may have (63 characters). */
export function generatedName(base: string, suffix: string): string {
  return `${base.slice(0, 63 - suffix.length - 1)}-${suffix}`
}
