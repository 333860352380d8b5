import type { Plugin, ServerBlock } from '#libs/corefile'
import type { WireRules } from '../wire-rules.js'

/**
 * What the answers of a server block rest on, besides the question and the settings.
 * - `objects`: on the cluster's objects that the name speaks of;
 * - `everything`: on objects that the name does not tell;
 * - `asker`: on who asks, or on the rest of the message. Such answers are not kept.
 */
export type Basis = 'objects' | 'everything' | 'asker'

/** A plugin that is not listed may look at anything. */
const BASIS: Readonly<Partial<Record<Plugin['name'], Basis>>> = {
  any: 'objects',
  bind: 'objects',
  bufsize: 'objects',
  cache: 'objects',
  chaos: 'objects',
  forward: 'objects',
  header: 'objects',
  hosts: 'objects',
  kubernetes: 'objects',
  loadbalance: 'objects',
  local: 'objects',
  metadata: 'objects',
  minimal: 'objects',
  nsid: 'objects',
  transfer: 'objects',
  auto: 'everything',
  file: 'everything',
  k8s_external: 'everything',
}

const RANK: Readonly<Record<Basis, number>> = { objects: 0, everything: 1, asker: 2 }

const bases = new WeakMap<ServerBlock, Basis>()

/** What the answers of one block rest on, as long as they lead to no other block. */
export function basisOf(block: ServerBlock): Basis {
  let basis = bases.get(block)
  if (basis === undefined) {
    basis = block.plugins.map(basisOfPlugin).reduce(worse, 'objects')
    bases.set(block, basis)
  }
  return basis
}

/** What answers that lead on to other names rest on: any block may have a part in them. */
export function basisOfChains({ zones, hasViews }: WireRules): Basis {
  return hasViews ? 'asker' : zones.map(({ block }) => basisOf(block)).reduce(worse, 'everything')
}

function basisOfPlugin(plugin: Plugin): Basis {
  if (plugin.name === 'other') return plugin.recognised ? 'objects' : 'asker'
  return BASIS[plugin.name] ?? 'asker'
}

function worse(a: Basis, b: Basis): Basis {
  return RANK[a] > RANK[b] ? a : b
}
