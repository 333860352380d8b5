import { FULL_SCOPE } from '#libs/cluster-model'
import { socketText, type SocketAddress } from '#libs/config'
import { listRecords, type ClusterView } from '#libs/zone'

export interface Addresses {
  readonly http: SocketAddress
  readonly operations: SocketAddress
  readonly dns: SocketAddress
}

export interface Banner {
  readonly version: string
  readonly source: string
  readonly addresses: Addresses
  /** The token file, where callers need a token. */
  readonly tokenFile?: string | undefined
  /** Some name of the cluster. */
  readonly name: string
}

/** What people see when the server is ready: where it listens, and four commands that work when pasted. */
export function bannerText({ version, source, addresses, tokenFile, name }: Banner): string {
  const url = `http://${socketText(addresses.http)}`
  const { host, port } = addresses.dns
  const bearer =
    tokenFile === undefined ? '' : ` -H "Authorization: Bearer $(awk '!/^#/ {print $2; exit}' ${tokenFile})"`
  const query = `{"query":"{ resolve(name: \\"${name}\\", explain: true) { __typename ... on Answer { records { data } reasons { text } } } }"}`
  return [
    `Namescope ${version} on ${source}`,
    `  REST and GraphQL  ${url}/api/v1 and ${url}/graphql`,
    `  DNS               ${socketText(addresses.dns)} (UDP and TCP)`,
    `  live, ready       http://${socketText(addresses.operations)}/ready`,
    'Try:',
    `  npx namescope resolve ${name} --server ${url}${tokenFile === undefined ? '' : ` --token-file ${tokenFile}`}`,
    `  curl -s${bearer} '${url}/api/v1/records?name=${name}'`,
    `  curl -s${bearer} ${url}/graphql -H 'content-type: application/json' -d '${query}'`,
    `  dig @${host} -p ${port} ${name}`,
    '',
  ].join('\n')
}

/** What every cluster has, for a cluster that has nothing else. */
const ALWAYS_THERE = 'kubernetes.default.svc.cluster.local'

/** A name to show: the first address of a Service of the cluster's own. */
export function exampleName(view: ClusterView): string {
  for (const { name, namespace, service } of listRecords(view, { type: 'A' }, FULL_SCOPE)) {
    const isBuiltIn = namespace === 'default' && service === 'kubernetes'
    if (service !== undefined && !isBuiltIn) return name.replace(/\.$/, '')
  }
  return ALWAYS_THERE
}
