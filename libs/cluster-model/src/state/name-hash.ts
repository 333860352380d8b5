/**
 * FNV-1a over the char codes: 32 bits, signed. Never kept beside the text, because a name off the wire is a new text each time; the
 * last step brings the upper bits down, since the lower bits of FNV know only the lower bits of each character.
 */
export function nameHash(name: string): number {
  let hash = -2128831035
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 16777619)
  return hash ^ (hash >>> 15)
}
