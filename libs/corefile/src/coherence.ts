import { isAtOrUnder } from '#libs/dns-model'
import type { Problem, ProblemCode } from './problem.js'
import type { CorefilePlace, KubernetesPlugin, Plugin, ServerBlock } from './settings.js'

/** Problems that show only when plugins and blocks are seen together. */
export function coherenceProblems(servers: readonly ServerBlock[]): Problem[] {
  return [...duplicateZones(servers), ...servers.flatMap((server) => blockProblems(server))]
}

function blockProblems(server: ServerBlock): Problem[] {
  const { plugins, place } = server
  if (plugins.length === 0) {
    return [
      problem('warning', 'no-server-block', 'This server block has no plugin, so every answer is REFUSED.', place),
    ]
  }
  const kubernetes = plugins.find((plugin) => plugin.name === 'kubernetes')
  return plugins.flatMap((plugin) => pluginProblems(plugin, server, kubernetes))
}

function pluginProblems(plugin: Plugin, server: ServerBlock, kubernetes: KubernetesPlugin | undefined): Problem[] {
  const { place } = plugin
  switch (plugin.name) {
    case 'kubernetes':
      return unreachableZones(plugin.zones, server, place)
    case 'k8s_external':
      if (kubernetes === undefined) {
        const message = 'k8s_external needs the kubernetes plugin in the same server block.'
        return [problem('error', 'missing-plugin', message, place)]
      }
      return unreachableZones(plugin.zones, server, place)
    case 'autopath':
      return plugin.plugin === undefined ? [] : autopathProblems(plugin.plugin, kubernetes, place)
    case 'rewrite': {
      const isLabelUsed = plugin.rules.some((rule) => rule.field === 'name' && rule.metadata)
      if (!isLabelUsed || server.plugins.some((other) => other.name === 'metadata')) return []
      const message = 'Rewrite rules with metadata never match without the metadata plugin in the same server block.'
      return [problem('warning', 'ineffective', message, place)]
    }
    case 'view':
      return plugin.expressions.length > 0
        ? []
        : [problem('warning', 'ineffective', 'A view without "expr" takes every question.', place)]
    default:
      return []
  }
}

function autopathProblems(source: string, kubernetes: KubernetesPlugin | undefined, place: CorefilePlace): Problem[] {
  if (source !== 'kubernetes' || kubernetes === undefined) {
    const message = `autopath does nothing: there is no ${source} plugin in this server block that could tell search paths.`
    return [problem('warning', 'ineffective', message, place)]
  }
  if (kubernetes.pods === 'verified') return []
  const message = `autopath does nothing while kubernetes has "pods ${kubernetes.pods}"; it needs "pods verified".`
  return [problem('warning', 'ineffective', message, place)]
}

/** Zones of a plugin whose names never reach the block. */
function unreachableZones(zones: readonly string[], server: ServerBlock, place: CorefilePlace): Problem[] {
  const served = server.listeners.map((listener) => listener.zone)
  return zones
    .filter((zone) => !served.some((other) => isAtOrUnder(zone, other) || isAtOrUnder(other, zone)))
    .map((zone) => {
      const message = `No question for ${zone} reaches this server block, which is asked for ${served.join(', ')} only.`
      return problem('warning', 'zone-outside-block', message, place)
    })
}

/** One zone on one port can be served by one block only, unless views choose, or the blocks are bound to other addresses. */
function duplicateZones(servers: readonly ServerBlock[]): Problem[] {
  const bound = new Map<string, Set<string>>()
  const problems: Problem[] = []
  for (const server of servers) {
    const addresses = boundAddresses(server)
    const hasView = server.plugins.some((plugin) => plugin.name === 'view')
    for (const { zone, transport, port } of server.listeners) {
      const key = `${transport}://${zone}:${port}`
      const taken = bound.get(key) ?? new Set()
      if (addresses.some((address) => conflicts(address, taken, hasView))) {
        const message = `${key} is served already by a block further up; give one of them another zone or port, or bind them apart.`
        problems.push(problem('error', 'duplicate-zone', message, server.place))
      }
      if (!hasView) bound.set(key, new Set([...taken, ...addresses]))
    }
  }
  return problems
}

/** A block that is not bound (the empty address) is in the way of every bound one; a view may share one address exactly. */
function conflicts(address: string, taken: ReadonlySet<string>, hasView: boolean): boolean {
  if (taken.has(address)) return !hasView
  return address === '' ? taken.size > 0 : taken.has('')
}

function boundAddresses(server: ServerBlock): string[] {
  const bind = server.plugins.find((plugin) => plugin.name === 'bind')
  return bind === undefined ? [''] : bind.addresses.filter((address) => !bind.except.includes(address))
}

function problem(severity: Problem['severity'], code: ProblemCode, message: string, place: CorefilePlace): Problem {
  return { severity, code, message, place }
}
