import { NEWEST_VERSION, versionAtLeast } from './version.js'

/**
 * The Corefile that kubeadm deploys, for a cluster domain such as `cluster.local`: assumed where a cluster shows none. Releases
 * that can't switch the cache off for a zone (before 1.9.4) get the older form without that.
 */
export function defaultCorefile(clusterDomain: string, version: string = NEWEST_VERSION): string {
  const domain = clusterDomain.replace(/\.$/, '')
  const cache = versionAtLeast(version, '1.9.4')
    ? `cache 30 {
       disable success ${domain}
       disable denial ${domain}
    }`
    : 'cache 30'
  return `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes ${domain} in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    ${cache}
    loop
    reload
    loadbalance
}
`
}
