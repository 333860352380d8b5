/**
 * The annotations that are kept. Everything else is dropped at the door: annotations hold whole manifests
 * (`kubectl.kubernetes.io/last-applied-configuration`), secrets, and times that change with every write
 * (`endpoints.kubernetes.io/last-change-trigger-time`), each of which would make a commit.
 */
const KEPT: ReadonlySet<string> = new Set([
  // How a Service's endpoints are given to zones.
  'service.kubernetes.io/topology-mode',
  'service.kubernetes.io/topology-aware-hints',
  // Which controller serves an Ingress.
  'kubernetes.io/ingress.class',
  'ingressclass.kubernetes.io/is-default-class',
  // Which release or application an object belongs to.
  'meta.helm.sh/release-name',
  'meta.helm.sh/release-namespace',
  'argocd.argoproj.io/tracking-id',
  // Names that ExternalDNS reads for older tools (its --compatibility).
  'zalando.org/dnsname',
  'dns.alpha.kubernetes.io/internal',
  'dns.alpha.kubernetes.io/external',
  // Names, and whether the load balancer is inside or outside, at the cloud providers.
  'service.beta.kubernetes.io/aws-load-balancer-scheme',
  'service.beta.kubernetes.io/aws-load-balancer-internal',
  'service.beta.kubernetes.io/azure-load-balancer-internal',
  'service.beta.kubernetes.io/azure-dns-label-name',
  'service.beta.kubernetes.io/do-loadbalancer-hostname',
  'load-balancer.hetzner.cloud/hostname',
  'loadbalancer.openstack.org/hostname',
  'networking.gke.io/load-balancer-type',
  'cloud.google.com/load-balancer-type',
])

/** Both prefixes that ExternalDNS has had. */
const KEPT_PREFIXES = ['external-dns.alpha.kubernetes.io/', 'external-dns.kubernetes.io/']

/** True for an annotation that is kept. */
export function isKeptAnnotation(key: string): boolean {
  return KEPT.has(key) || KEPT_PREFIXES.some((prefix) => key.startsWith(prefix))
}
