import type { Plugin, ServerBlock } from '#libs/corefile'
import type { Handler } from '../inquiry.js'
import { forwardHandler } from './forward.js'
import { kubernetesHandler } from './kubernetes/kubernetes.js'

const handlers = new WeakMap<ServerBlock, readonly Handler[]>()

/** The plugins of a server block that can change an answer, in CoreDNS's order. Built once a block. */
export function handlersOf(server: ServerBlock): readonly Handler[] {
  let list = handlers.get(server)
  if (list === undefined) {
    list = server.plugins.map(handlerOf).filter((handler) => handler !== undefined)
    handlers.set(server, list)
  }
  return list
}

function handlerOf(plugin: Plugin): Handler | undefined {
  switch (plugin.name) {
    case 'kubernetes':
      return kubernetesHandler(plugin)
    case 'forward':
      return forwardHandler(plugin)
    default:
      return undefined
  }
}
