import type { Plugin, ServerBlock } from '#libs/corefile'
import { stanzaOf, type Stanza } from '#libs/zone'
import type { Handler, Inquiry } from '../inquiry.js'
import { aclHandler } from './acl.js'
import { anyHandler } from './any.js'
import { autopathHandler } from './autopath.js'
import { cacheHandler } from './cache.js'
import { externalHandler } from './external/external.js'
import { forwardHandler } from './forward.js'
import { hostsHandler } from './hosts.js'
import { kubernetesHandler } from './kubernetes/kubernetes.js'
import { minimalHandler } from './minimal.js'

const handlers = new WeakMap<ServerBlock, readonly Handler[]>()

/** The plugins of a server block that can change an answer, in CoreDNS's order. Built once a block. */
export function handlersOf(server: ServerBlock): readonly Handler[] {
  let list = handlers.get(server)
  if (list === undefined) {
    list = server.plugins.map((plugin) => handlerOf(plugin, server)).filter((handler) => handler !== undefined)
    handlers.set(server, list)
  }
  return list
}

function handlerOf(plugin: Plugin, server: ServerBlock): Handler | undefined {
  switch (plugin.name) {
    case 'kubernetes':
      return kubernetesHandler(plugin)
    case 'k8s_external':
      return externalHandler(plugin, stanzaBeside(server))
    case 'acl':
      return aclHandler(plugin)
    case 'any':
      return anyHandler
    case 'cache':
      return cacheHandler(plugin)
    case 'hosts':
      return hostsHandler(plugin)
    case 'minimal':
      return minimalHandler
    case 'autopath':
      return autopathHandler(plugin, stanzaBeside(server))
    case 'forward':
      return forwardHandler(plugin)
    default:
      return undefined
  }
}

/** The kubernetes stanza of the same server block, for plugins that show or use what it holds. */
function stanzaBeside(server: ServerBlock): (inquiry: Inquiry) => Stanza | undefined {
  const plugin = server.plugins.find(({ name }) => name === 'kubernetes')
  return ({ view }) => (plugin?.name === 'kubernetes' ? stanzaOf(plugin, view.settings.version) : undefined)
}
