import type { ClusterState, Pod } from '#libs/cluster-model'
import type { DomainName } from '#libs/dns-model'
import type { ResolvConf } from './resolv-conf.js'

/** What the kubelet writes into every pod that follows ClusterFirst. */
const CLUSTER_FIRST_NDOTS = 5
/** Where kubeadm and most distributions put the cluster DNS Service. */
const DNS_SERVICE = { namespace: 'kube-system', name: 'kube-dns' }

/** A pod's resolv.conf, and what was assumed about it. */
export interface PodDns {
  readonly resolvConf: ResolvConf
  readonly assumptions: readonly string[]
}

/**
 * The resolv.conf that `dnsPolicy: ClusterFirst` gives in a namespace (kubelet, pkg/kubelet/network/dns): the cluster DNS Service,
 * the namespace's own domain, the Services' domain, the cluster domain, ndots 5. The node's own search domains, which the kubelet
 * would append, are not known; a pod that follows another policy, or has a dnsConfig, is said to be treated as ClusterFirst.
 */
export function clusterFirst(state: ClusterState, namespace: string, clusterDomain: DomainName, pod?: Pod): PodDns {
  const service = state.namespaces.get(DNS_SERVICE.namespace)?.services.get(DNS_SERVICE.name)
  return {
    resolvConf: {
      nameservers: service?.clusterIPs.filter((address) => address !== 'None') ?? [],
      searches: [`${namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain],
      ndots: CLUSTER_FIRST_NDOTS,
    },
    assumptions: assumptionsAbout(pod),
  }
}

function assumptionsAbout(pod: Pod | undefined): string[] {
  const assumed = ["The resolver is taken to be glibc's, and the node to add no search domains of its own."]
  if (pod === undefined) return [`${assumed[0]} dnsPolicy is taken to be ClusterFirst.`]
  const { dnsPolicy, dnsConfig, hostNetwork } = pod.spec
  const follows = dnsPolicy === undefined || dnsPolicy === 'ClusterFirst'
  const falls = hostNetwork === true && follows
  if (follows && dnsConfig === undefined && !falls) return assumed
  const what = falls
    ? 'hostNetwork with ClusterFirst, so it resolves like its node'
    : dnsConfig === undefined
      ? `dnsPolicy ${dnsPolicy}`
      : `dnsPolicy ${dnsPolicy ?? 'ClusterFirst'} with a dnsConfig`
  return [...assumed, `Pod ${pod.namespace}/${pod.name} has ${what}; it is treated as plain ClusterFirst here.`]
}
