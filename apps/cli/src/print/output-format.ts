/** How a result is written, as in kubectl. `dig` and `short` are for `resolve` alone. */
export type OutputFormat = 'table' | 'wide' | 'json' | 'yaml' | 'name' | 'dig' | 'short'

/** The formats that every command with a result has; the first is the default. */
export const COMMON_FORMATS = ['table', 'wide', 'json', 'yaml', 'name'] as const satisfies readonly OutputFormat[]

/** What stands between two printings of `--watch`. */
export function separatorOf(format: OutputFormat): string {
  if (format === 'yaml') return '---\n'
  return format === 'table' || format === 'wide' || format === 'dig' ? '\n' : ''
}
