/** One byte each: what the changes of a rollout are made of. */
const ROLLOUT = `
  name kind uid target addresses node zone resourceVersion managers operation time Update subresource status kubelet
  kube-controller-manager Pod ready labels owners ReplicaSet controller app pod-template-hash spec ports protocol TCP`

/** Fields of every object, of changes and of commits. */
const EVERYWHERE = `
  namespace createdAt deletedAt annotations derived file line removed added epoch number cluster observedAt gapSince
  coverage coalesced note serials before after since reason multicluster external complete loading stale not-watched
  changes gap`

/** Services and their slices. */
const SERVICES = `
  type clusterIPs ipFamilies ipFamilyPolicy selector externalName externalIPs port targetPort nodePort appProtocol
  publishNotReadyAddresses externalTrafficPolicy internalTrafficPolicy trafficDistribution sessionAffinity
  loadBalancerClass loadBalancerIP loadBalancer ip hostname ipMode addressType endpoints serving terminating zoneHints
  nodeHints subsets notReadyAddresses ClusterIP NodePort LoadBalancer ExternalName None IPv4 IPv6 SingleStack
  PreferDualStack RequireDualStack Cluster Local ClientIP UDP SCTP http https metrics grpc`

/** Pods, their templates and the kinds that make them. */
const PODS = `
  template phase Running Succeeded Failed podIPs hostIPs dnsPolicy dnsConfig nameservers searches options value values
  hostNetwork subdomain setHostnameAsFQDN hostPort serviceAccount images referencedHosts readinessProbe nodeSelector
  replicas completions suspended serviceName firstOrdinal observed ClusterFirst ClusterFirstWithHostNet Default ndots
  default podCIDRs unschedulable matchLabels matchExpressions key operator data`

/** Policies and routes. */
const POLICIES = `
  podSelector policyTypes ingress egress Ingress Egress peers namespaceSelector ipBlock cidr rules host backends
  service hostnames parents section accepted listeners generation`

/** Kinds, as owners, targets and keys name them. */
const KINDS = `
  Service EndpointSlice Endpoints Namespace Node Deployment StatefulSet DaemonSet Job CronJob NetworkPolicy ConfigMap`

/** Label keys and writers. */
const LABELS = `
  kubernetes.io/service-name endpointslice.kubernetes.io/managed-by endpointslice-controller.k8s.io
  service.kubernetes.io/headless kubernetes.io/metadata.name kubernetes.io/hostname topology.kubernetes.io/zone
  app.kubernetes.io/name app.kubernetes.io/instance app.kubernetes.io/component app.kubernetes.io/part-of
  app.kubernetes.io/version app.kubernetes.io/managed-by helm.sh/chart Helm k8s-app component tier
  controller-revision-hash statefulset.kubernetes.io/pod-name apps.kubernetes.io/pod-index
  endpoints.kubernetes.io/last-change-trigger-time Apply kubectl-client-side-apply kubectl helm argocd-controller
  kube-scheduler`

/**
 * Texts that stand in almost every object, written as their place in this list: field names first, then values and label keys.
 * The first 28 cost one byte, the others two.
 *
 * The list belongs to `CODEC_VERSION` 1 and is frozen: a word that is added, moved or removed makes every stored byte mean
 * something else, so it needs a new version of the codec. A text that is not in the list is simply written out.
 */
export const WORDS: readonly string[] = [ROLLOUT, EVERYWHERE, SERVICES, PODS, POLICIES, KINDS, LABELS].flatMap(
  (words) => words.trim().split(/\s+/),
)
