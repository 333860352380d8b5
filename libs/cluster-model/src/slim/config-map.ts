import type { ConfigMap } from '../objects/config.js'
import type { ObjectMeta } from '../objects/metadata.js'
import type { FieldReader } from './field-reader.js'
import { present } from './present.js'

/** Names under which distributions keep CoreDNS's configuration. */
const DNS_CONFIG_MAPS = new Set(['coredns', 'coredns-custom', 'kube-dns', 'dns-default', 'rke2-coredns-rke2-coredns'])

/** True for a ConfigMap that looks like CoreDNS's own, by its name or its labels. */
export function isDnsConfigMap(meta: ObjectMeta): boolean {
  const { labels } = meta
  return (
    DNS_CONFIG_MAPS.has(meta.name) ||
    labels?.['k8s-app'] === 'coredns' ||
    labels?.['app.kubernetes.io/name'] === 'coredns'
  )
}

/** Zone and hosts files hold no secrets, and a line of theirs may begin with a word that is one in a Corefile. */
const ZONE_OR_HOSTS = /^db\.|\.(?:db|zone|hosts)$|^hosts$/i

/** A ConfigMap with its texts; every Corefile goes through `redact` before anything keeps it. */
export function readConfigMap(object: FieldReader, meta: ObjectMeta, redact: (text: string) => string): ConfigMap {
  const data = Object.entries(object.stringMap('data') ?? {}).map(([key, text]) => [
    key,
    ZONE_OR_HOSTS.test(key) ? text : redact(text),
  ])
  return present<ConfigMap>({ kind: 'ConfigMap', ...meta, data: Object.fromEntries(data) })
}
