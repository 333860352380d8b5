import type { DomainName } from '#libs/dns-model'
import type { GivenFiles } from '../given-files.js'
import type { Problem } from '../problem.js'
import type { Plugin } from '../settings.js'
import type { Stanza } from '../syntax/stanza.js'

/** How the stanzas of one plugin become its typed form. */
export interface PluginForm {
  /**
   * What CoreDNS makes of a second stanza in one block: it refuses to start, silently uses the `first` or the `last`, or joins
   * `all` (in one plugin or in several).
   */
  readonly repeated: 'refused' | 'first' | 'last' | 'all'
  /**
   * The first words of the lines in its block, each with the release that first knew it (1.8.0 and older count as one).
   * Absent where the lines are free.
   */
  readonly properties?: Readonly<Record<string, string>>
  /**
   * Reads the stanzas, at least one.
   * @throws CorefileFault where CoreDNS would refuse them.
   */
  read(stanzas: readonly Stanza[], context: StanzaContext): Plugin[]
}

/** What a stanza depends on besides its own words. */
export interface StanzaContext {
  /** CoreDNS's version. */
  readonly version: string
  /** The zones of the server block. */
  readonly blockZones: readonly DomainName[]
  readonly files: PluginFiles
  report(problem: Problem): void
}

/** The files of plugins: relative paths are seen from the `root` directive's folder, else from CoreDNS's own. */
export interface PluginFiles {
  read(path: string): ReturnType<GivenFiles['read']>
  below(path: string): ReturnType<GivenFiles['below']>
}

/** The release from which on everything counts as known. */
export const ALWAYS = '1.8.0'
