import type { DnsSettings, Plugin } from '#libs/corefile'
import type { Kind } from '#libs/cluster-model'

const needed = new WeakMap<DnsSettings, ReadonlySet<Kind>>()

/**
 * The kinds that answers rest on under these settings: those that CoreDNS would watch (plugin/kubernetes/controller.go). Pods
 * only where they are verified, or where search paths are walked for them; slices not where endpoints are off.
 */
export function neededKinds(settings: DnsSettings): ReadonlySet<Kind> {
  let kinds = needed.get(settings)
  if (kinds === undefined) {
    const plugins = settings.servers.flatMap((server) => server.plugins)
    kinds = new Set<Kind>(['Namespace', 'Service', ...plugins.flatMap(kindsOf)])
    needed.set(settings, kinds)
  }
  return kinds
}

function kindsOf(plugin: Plugin): Kind[] {
  if (plugin.name === 'autopath') return plugin.plugin === undefined ? [] : ['Pod']
  if (plugin.name !== 'kubernetes') return []
  return [
    ...(plugin.noEndpoints ? [] : (['EndpointSlice'] as const)),
    ...(plugin.pods === 'verified' ? (['Pod'] as const) : []),
    ...(plugin.multicluster.length > 0 ? (['ServiceImport'] as const) : []),
  ]
}
