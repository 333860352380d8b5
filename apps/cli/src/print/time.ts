/** A moment in RFC 3339, in UTC and whole seconds; `never` for 0, which stands for "not yet". Milliseconds since 1970. */
export function timeText(milliseconds: number): string {
  return milliseconds === 0 ? 'never' : new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z')
}
