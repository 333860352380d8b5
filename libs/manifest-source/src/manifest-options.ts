import type { SlimOptions } from '#libs/cluster-model'

/** How manifests are read, once or again and again. */
export interface ManifestOptions extends Partial<SlimOptions> {
  /** A document that can't be taken, or an object written twice, is fatal instead of reported. */
  readonly strict?: boolean
  /** Larger files are refused; 256 MiB by default. */
  readonly maxFileBytes?: number
  /** What the path `-` stands for. */
  readonly stdin?: AsyncIterable<Uint8Array>
}

/** The path that means the standard input, and what messages call it. */
export const STDIN_PATH = '-'
export const STDIN_NAME = 'stdin'
