import { versionAtLeast } from './version.js'

/** The directives of CoreDNS's own builds, in the order in which the newest one calls them. */
const NEWEST_ORDER = [
  ...['root', 'metadata', 'geoip', 'cancel', 'proxyproto', 'quic', 'grpc_server', 'https', 'https3', 'timeouts'],
  ...['multisocket', 'reload', 'nsid', 'bufsize', 'bind', 'debug', 'trace', 'ready', 'health', 'pprof', 'shed'],
  ...['prometheus', 'errors', 'log', 'dnstap', 'local', 'dns64', 'siit', 'any', 'chaos', 'loadbalance', 'tsig'],
  ...['rewrite', 'autopath', 'acl', 'cache', 'header', 'dnssec', 'tls', 'minimal', 'template', 'transfer', 'dynupdate'],
  ...[
    'hosts',
    'route53',
    'azure',
    'clouddns',
    'k8s_external',
    'kubernetes',
    'file',
    'auto',
    'secondary',
    'etcd',
    'loop',
  ],
  ...['forward', 'grpc', 'erratic', 'whoami', 'on', 'sign', 'view', 'nomad'],
] as const

/** The release that first had a directive, for those younger than 1.8.0. */
const FIRST_RELEASE: Readonly<Record<string, string>> = {
  local: '1.8.1',
  minimal: '1.8.4',
  geoip: '1.8.5',
  header: '1.8.5',
  tsig: '1.9.4',
  view: '1.10.0',
  timeouts: '1.10.1',
  multisocket: '1.12.0',
  quic: '1.12.2',
  nomad: '1.13.0',
  grpc_server: '1.14.0',
  https: '1.14.0',
  https3: '1.14.0',
  proxyproto: '1.14.2',
  shed: '1.14.7',
  siit: '1.15.0',
  dynupdate: '1.15.0',
}

/** What stood elsewhere before a release, newest first: each directive right behind the other one. */
const MOVED = [
  { before: '1.14.7', directive: 'tls', behind: 'cancel' },
  { before: '1.14.7', directive: 'cache', behind: 'tsig' },
  { before: '1.14.7', directive: 'autopath', behind: 'dnssec' },
  { before: '1.14.2', directive: 'acl', behind: 'siit' },
] as const

/** The directives that a release knows, in the order in which it calls its plugins (its `plugin.cfg`). */
export function pluginOrder(version: string): string[] {
  let order: string[] = [...NEWEST_ORDER]
  for (const { before, directive, behind } of MOVED) {
    if (versionAtLeast(version, before)) continue
    order = order.filter((name) => name !== directive)
    order.splice(order.indexOf(behind) + 1, 0, directive)
  }
  return order.filter((name) => versionAtLeast(version, FIRST_RELEASE[name] ?? '0.0.0'))
}

/** The release that first had a directive; `undefined` for directives that CoreDNS's own builds do not have. */
export function firstReleaseOf(directive: string): string | undefined {
  return (NEWEST_ORDER as readonly string[]).includes(directive) ? (FIRST_RELEASE[directive] ?? '1.0.0') : undefined
}
