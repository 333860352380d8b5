import { NamescopeError } from '#libs/errors'

export const NODE_TYPES = ['Record', 'Revision', 'Snapshot'] as const
export type NodeType = (typeof NODE_TYPES)[number]

/** What a global id stands for: a type, its cluster, and what finds it there. Never a row number. */
export interface NodeId {
  readonly type: NodeType
  readonly cluster: string
  readonly key: readonly string[]
}

/** The opaque text of an id; equal on every replica and database. */
export function nodeIdText({ type, cluster, key }: NodeId): string {
  return Buffer.from(JSON.stringify([type, cluster, ...key])).toString('base64url')
}

/** @throws NamescopeError `invalid-argument` */
export function parseNodeId(text: string): NodeId {
  const parts = partsOf(text)
  const type = NODE_TYPES.find((known) => known === parts?.[0])
  const [, cluster, ...key] = parts ?? []
  if (type !== undefined && cluster !== undefined && key.length > 0) return { type, cluster, key }
  throw new NamescopeError(
    'invalid-argument',
    `"${text}" is not the id of a node; ids come from the results of queries.`,
    {
      field: 'id',
    },
  )
}

function partsOf(text: string): string[] | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : undefined
  } catch {
    return undefined
  }
}
