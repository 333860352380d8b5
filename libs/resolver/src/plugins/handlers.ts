import { pluginOrder, type Plugin, type ServerBlock } from '#libs/corefile'
import { stanzaOf, type Stanza } from '#libs/zone'
import type { Handler } from '../inquiry.js'
import { aclHandler } from './acl.js'
import { anyHandler } from './any.js'
import { autopathHandler } from './autopath.js'
import { cacheHandler } from './cache.js'
import { dns64Handler } from './dns64.js'
import { externalHandler } from './external/external.js'
import { fileHandler } from './file/file.js'
import { forwardHandler } from './forward.js'
import { headerHandler } from './header.js'
import { hostsHandler } from './hosts.js'
import { kubernetesHandler } from './kubernetes/kubernetes.js'
import { loadbalanceHandler } from './loadbalance.js'
import { localHandler } from './local.js'
import { minimalHandler } from './minimal.js'
import { rewriteHandler } from './rewrite/rewrite.js'
import { templateHandler } from './template/template.js'
import { transferHandler } from './transfer/transfer.js'
import { unmodelledHandler } from './unmodelled.js'
import { whoamiHandler } from './whoami.js'

/** The directives behind `file` that are no plugins of the chain. */
const NO_PLUGIN: ReadonlySet<string> = new Set(['on', 'sign'])

/** The plugins of a server block that can change an answer, in CoreDNS's order. */
export function handlersOf(server: ServerBlock, version: string): readonly Handler[] {
  const handlers = server.plugins.map((plugin, index) => handlerOf(plugin, { server, version, index }))
  return [...strangers(server, version), ...handlers].filter((handler) => handler !== undefined)
}

/** Nobody knows where a custom build has put its own plugins, so they may have a part in every answer. */
function strangers(server: ServerBlock, version: string): readonly Handler[] {
  return server.plugins
    .filter((plugin) => plugin.name === 'other' && isStranger(plugin.plugin, version))
    .map((plugin) => unmodelledHandler(plugin as Extract<Plugin, { name: 'other' }>))
}

function isStranger(name: string, version: string): boolean {
  return !pluginOrder(version).includes(name)
}

interface Place {
  readonly server: ServerBlock
  readonly version: string
  readonly index: number
}

function handlerOf(plugin: Plugin, place: Place): Handler | undefined {
  const { server, version } = place
  switch (plugin.name) {
    case 'kubernetes':
      return kubernetesHandler(stanzaOf(plugin, version))
    case 'k8s_external':
      return externalHandler(plugin, stanzaBeside(place))
    case 'acl':
      return aclHandler(plugin)
    case 'any':
      return anyHandler
    case 'auto':
    case 'file':
      return fileHandler(plugin, { version, hasNext: hasNext(place) })
    case 'autopath':
      return autopathHandler(plugin, stanzaBeside(place))
    case 'cache':
      return cacheHandler(plugin, server, version)
    case 'dns64':
      return dns64Handler(plugin)
    case 'forward':
      return forwardHandler(plugin, server.plugins[place.index + 1]?.name === 'forward')
    case 'header':
      return headerHandler(plugin)
    case 'hosts':
      return hostsHandler(plugin)
    case 'loadbalance':
      return loadbalanceHandler(plugin)
    case 'local':
      return localHandler(plugin, version)
    case 'minimal':
      return minimalHandler
    case 'rewrite':
      return rewriteHandler(plugin)
    case 'template':
      return templateHandler(plugin)
    case 'transfer':
      return transferHandler(plugin)
    case 'whoami':
      return whoamiHandler(plugin)
    case 'other':
      return plugin.recognised || isStranger(plugin.plugin, version) ? undefined : unmodelledHandler(plugin)
    // These change no answer: chaos answers in class CH only, which no question here is of.
    case 'bind':
    case 'bufsize':
    case 'chaos':
    case 'metadata':
    case 'nsid':
    case 'view':
      return undefined
  }
}

/** Whether CoreDNS has a plugin behind this one, be it one that only passes questions on. */
function hasNext({ server, index }: Place): boolean {
  return server.plugins
    .slice(index + 1)
    .some((plugin) => !NO_PLUGIN.has(plugin.name === 'other' ? plugin.plugin : plugin.name))
}

/** The kubernetes stanza of the same server block, for plugins that show or use what it holds. */
function stanzaBeside({ server, version }: Place): Stanza | undefined {
  const plugin = server.plugins.find(({ name }) => name === 'kubernetes')
  return plugin?.name === 'kubernetes' ? stanzaOf(plugin, version) : undefined
}
