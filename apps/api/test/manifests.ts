/** Manifests of a small cluster: `team-a` has web, `team-b` has secret-api and a headless database. */
export const TEAMS: Readonly<Record<string, string>> = {
  'namespaces.yaml': [namespace('team-a'), namespace('team-b')].join('---\n'),
  'team-a.yaml': clusterIpService('team-a', 'web', '10.96.1.1'),
  'team-b.yaml': [
    clusterIpService('team-b', 'secret-api', '10.96.2.1'),
    headlessService('team-b', 'db'),
    slice('team-b', 'db', ['10.244.2.10', '10.244.2.11']),
  ].join('---\n'),
}

/** Pods of both teams, and policies: `team-a` lets in whoever is labelled `db`, `team-b` nobody. */
export const POLICED: Readonly<Record<string, string>> = {
  'pods.yaml': [pod('team-a', 'web-pod', '10.244.1.20', 'web'), pod('team-b', 'secret-pod', '10.244.2.20', 'db')].join(
    '---\n',
  ),
  'policies.yaml': [
    policy(
      'team-a',
      'data-only',
      '[{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: db}}}]}, {from: [{podSelector: {matchLabels: {app: none}}}]}]',
    ),
    policy('team-b', 'secret-deny', '[]'),
  ].join('---\n'),
}

/** What kubeadm sets up for DNS, as far as the zone's own records tell of it. */
export const CLUSTER_DNS: Readonly<Record<string, string>> = {
  'cluster-dns.yaml': [
    namespace('kube-system'),
    clusterIpService('kube-system', 'kube-dns', '10.96.0.10'),
    slice('kube-system', 'kube-dns', ['10.244.0.2']),
    pod('kube-system', 'coredns-1', '10.244.0.2', 'kube-dns').replace('{app: ', '{k8s-app: '),
  ].join('---\n'),
}

export function namespace(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`
}

export function clusterIpService(inNamespace: string, name: string, address: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  namespace: ${inNamespace}
  name: ${name}
  labels: {app: ${name}}
  creationTimestamp: "2026-01-01T00:00:00Z"
spec:
  clusterIP: ${address}
  clusterIPs: [${address}]
  ports: [{name: http, port: 80, protocol: TCP}]
`
}

function headlessService(inNamespace: string, name: string): string {
  return `apiVersion: v1
kind: Service
metadata: {namespace: ${inNamespace}, name: ${name}}
spec:
  clusterIP: None
  clusterIPs: [None]
  ports: [{name: sql, port: 5432, protocol: TCP}]
`
}

function slice(inNamespace: string, service: string, addresses: readonly string[]): string {
  const endpoints = addresses.map(
    (address, i) => `{addresses: [${address}], hostname: ${service}-${i}, conditions: {ready: true}}`,
  )
  return `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  namespace: ${inNamespace}
  name: ${service}-1
  labels: {kubernetes.io/service-name: ${service}}
addressType: IPv4
ports: [{name: sql, port: 5432, protocol: TCP}]
endpoints: [${endpoints.join(', ')}]
`
}

function pod(inNamespace: string, name: string, address: string, app: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {namespace: ${inNamespace}, name: ${name}, labels: {app: ${app}}}
spec: {containers: [{name: main, image: main, ports: [{name: http, containerPort: 8080}]}]}
status:
  phase: Running
  podIP: ${address}
  podIPs: [{ip: ${address}}]
  conditions: [{type: Ready, status: "True"}]
`
}

function policy(inNamespace: string, name: string, ingress: string): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {namespace: ${inNamespace}, name: ${name}}
spec: {podSelector: {}, policyTypes: [Ingress], ingress: ${ingress}}
`
}
