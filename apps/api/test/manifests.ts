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
