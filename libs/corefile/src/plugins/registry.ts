import { acl } from './acl.js'
import { auto } from './auto.js'
import { autopath } from './autopath.js'
import { bind, metadata, view } from './block-scope.js'
import { cache } from './cache.js'
import { dns64 } from './dns64.js'
import { file } from './file.js'
import { any, chaos, local, whoami } from './fixed-answers.js'
import { forward } from './forward.js'
import { hosts } from './hosts.js'
import { kubernetesExternal } from './k8s-external.js'
import { kubernetes } from './kubernetes.js'
import { loadbalance } from './loadbalance.js'
import { bufsize, header, minimal, nsid } from './message-form.js'
import type { PluginForm } from './plugin-form.js'
import { rewrite } from './rewrite.js'
import { template } from './template.js'
import { transfer } from './transfer.js'

/** The plugins that have a typed form, by directive. */
export const PLUGIN_FORMS: ReadonlyMap<string, PluginForm> = new Map(
  Object.entries({
    acl,
    any,
    auto,
    autopath,
    bind,
    bufsize,
    cache,
    chaos,
    dns64,
    file,
    forward,
    header,
    hosts,
    k8s_external: kubernetesExternal,
    kubernetes,
    loadbalance,
    local,
    metadata,
    minimal,
    nsid,
    rewrite,
    template,
    transfer,
    view,
    whoami,
  }),
)

/** Directives of CoreDNS's own builds that change answers, or answer from data that is out of reach, and are not modelled. */
export const NOT_MODELLED: ReadonlySet<string> = new Set([
  ...[
    'azure',
    'clouddns',
    'dnssec',
    'dynupdate',
    'erratic',
    'etcd',
    'grpc',
    'nomad',
    'route53',
    'secondary',
    'siit',
    'tsig',
  ],
])
