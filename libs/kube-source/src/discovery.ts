import { KINDS, type Kind } from '#libs/cluster-model'
import type { ApiClient } from './api-client.js'
import { ApiFailure } from './api-failure.js'
import type { Resource } from './resource.js'

/**
 * The kinds among these that the API server has, each in the newest version that both sides know.
 * @throws ApiFailure when the server can't be asked
 */
export async function servedResources(
  client: ApiClient,
  kinds: readonly Kind[],
  signal: AbortSignal,
): Promise<Map<Kind, Resource>> {
  const groups = new Map<string, Promise<ReadonlySet<string>>>()
  const resourcesOf = (apiVersion: string): Promise<ReadonlySet<string>> => {
    let known = groups.get(apiVersion)
    if (known === undefined) groups.set(apiVersion, (known = resourceNames(client, apiVersion, signal)))
    return known
  }
  const served = new Map<Kind, Resource>()
  for (const kind of kinds) {
    const { group, versions, resource } = KINDS[kind]
    for (const version of versions) {
      const apiVersion = group === '' ? version : `${group}/${version}`
      if (!(await resourcesOf(apiVersion)).has(resource)) continue
      served.set(kind, { kind, apiVersion })
      break
    }
  }
  return served
}

async function resourceNames(client: ApiClient, apiVersion: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  try {
    const list = (await client.json(path, signal)) as { readonly resources?: readonly { readonly name?: unknown }[] }
    return new Set((list.resources ?? []).map(({ name }) => String(name)))
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return new Set()
    throw error
  }
}
