import { join } from 'node:path'
import type { ApiConnection } from './connection.js'
import { inClusterConnection } from './in-cluster.js'
import { kubeconfigConnection } from './kubeconfig.js'

export interface FindOptions {
  /** A kubeconfig named by option, which comes before all else. */
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
  /** The process's environment. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/**
 * The way to the API as kubectl finds it: a kubeconfig by option, that of `KUBECONFIG`, the pod that we run in, `~/.kube/config`.
 * @throws NamescopeError `invalid-configuration`, `source-unreadable`
 */
export async function findConnection(options: FindOptions): Promise<ApiConnection> {
  const { kubeconfig, context, environment, now } = options
  const named =
    kubeconfig === undefined ? environment['KUBECONFIG']?.split(':').filter((file) => file !== '') : [kubeconfig]
  if (named === undefined || named.length === 0) {
    const inCluster = context === undefined ? await inClusterConnection({ environment, now }) : undefined
    if (inCluster !== undefined) return inCluster
  }
  const files = named?.length ? named : [join(environment['HOME'] ?? '/', '.kube', 'config')]
  return kubeconfigConnection({ files, context, now, environment })
}
