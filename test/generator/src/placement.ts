import { podAddresses } from './addresses.js'
import type { LoadShape } from './load-shape.js'

/** Where one pod runs. */
export interface Place {
  /** The node's index. */
  readonly node: number
  /** The IPv4 and the IPv6 address that the node has for it. */
  readonly addresses: readonly [string, string]
}

/** The slot on a node that no group reaches: for the pods of kube-system. */
export const SYSTEM_SLOT = 250

/**
 * Deals pods out to nodes: each node gets one before any gets the next, and the pods of one group land far apart. A formula
 * instead of a table, so that any pod can be found without making those before it.
 */
export function placement({ nodes }: LoadShape): (pod: number) => Place {
  const step = strideThrough(nodes)
  return (pod) => {
    const slot = Math.floor(pod / nodes)
    const node = (pod * step + slot) % nodes
    return { node, addresses: podAddresses(node, slot) }
  }
}

/** A step that visits every node once before it comes round: near the golden section, without a common divisor. */
function strideThrough(nodes: number): number {
  let step = Math.max(1, Math.round(nodes * 0.618))
  while (greatestCommonDivisor(step, nodes) !== 1) step++
  return step
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
