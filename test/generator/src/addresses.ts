/**
 * The address plan of synthetic clusters: Services in 10.96.0.0/12 and fd00:10:96::/112, pods in a /24 and a /64 of each node
 * (10.128.0.0/9, fd00:10:128::/48), nodes in 172.16.0.0/12. Room for 32,768 nodes.
 */

const FIRST_POD_HOST = 2

/** A node's own address. */
export function nodeAddress(node: number): string {
  const number = node + 256
  return `172.${16 + (number >>> 16)}.${(number >>> 8) & 255}.${number & 255}`
}

/** The ranges that a node's pods take their addresses from. */
export function nodeRanges(node: number): readonly [string, string] {
  return [`${ipv4Prefix(node)}.0/24`, `${ipv6Prefix(node)}::/64`]
}

/** The addresses of the pod in one slot (0 to 251) of a node. */
export function podAddresses(node: number, slot: number): readonly [string, string] {
  const host = slot + FIRST_POD_HOST
  return [`${ipv4Prefix(node)}.${host}`, `${ipv6Prefix(node)}::${host.toString(16)}`]
}

/** The cluster IPs of a Service (index 0 to 65,000). The first 256 of the range are left to the control plane. */
export function serviceAddresses(index: number): readonly [string, string] {
  const number = index + 256
  return [`10.${96 + (number >>> 16)}.${(number >>> 8) & 255}.${number & 255}`, `fd00:10:96::${number.toString(16)}`]
}

function ipv4Prefix(node: number): string {
  return `10.${128 + (node >>> 8)}.${node & 255}`
}

/** Counted from 1: a group of zeros would be folded into the `::`. */
function ipv6Prefix(node: number): string {
  return `fd00:10:128:${(node + 1).toString(16)}`
}
