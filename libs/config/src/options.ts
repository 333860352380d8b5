import { clusterSources } from './cluster-source.js'
import { databaseUrl } from './database-url.js'
import { networkRange } from './network-range.js'
import { boolean, choice, list, path, shaped, text, type OptionType } from './option-type.js'
import { byteSize, duration, wholeNumber } from './quantity.js'
import { listenAddress, upstreamChoice } from './socket-address.js'

/** The parts of the product that options belong to, in the order in which they are shown. */
export const OPTION_GROUPS = ['source', 'cluster', 'server', 'storage', 'logging', 'client'] as const
export type OptionGroup = (typeof OPTION_GROUPS)[number]

interface Definition<T, Default extends string | undefined> {
  readonly group: OptionGroup
  readonly type: OptionType<T>
  /** As it would be written; none where the option has no value unless it is given. */
  readonly default: Default
  /** What stands in for a missing default, in words. */
  readonly otherwise?: string
  readonly doc: string
  /** The value may hold a password: error messages leave it out. */
  readonly secret?: true
}

/** Ties a definition's default to its value's type: without a default the value may be missing. */
function option<T, const Default extends string | undefined = undefined>(
  definition: Omit<Definition<T, Default>, 'default'> & { readonly default?: Default },
): Definition<T, Default> {
  return { ...definition, default: definition.default as Default }
}

/** Every option there is. A key `dnsAddress` is `dns-address` in the file, `NAMESCOPE_DNS_ADDRESS`, and `--dns-address`. */
export const SCHEMA = {
  config: option({
    group: 'source',
    type: path,
    otherwise: '`namescope.yaml` where there is one',
    doc: 'The file that options are read from, before variables and flags. Cannot stand in the file itself.',
  }),
  source: option({
    group: 'source',
    type: clusterSources,
    default: 'manifests:examples/tour',
    doc: 'Where cluster state comes from: `manifests:PATH[,PATH]` (files and folders, watched), `kubernetes` (from inside the cluster, else by kubeconfig) or `feed:URL` (another Namescope). Several clusters as `NAME=SOURCE;NAME=SOURCE`.',
  }),
  kubeconfig: option({
    group: 'source',
    type: path,
    otherwise: '`KUBECONFIG`, then `~/.kube/config`',
    doc: 'The kubeconfig for the source `kubernetes`.',
  }),
  context: option({
    group: 'source',
    type: text,
    otherwise: "the kubeconfig's current one",
    doc: 'The context in the kubeconfig.',
  }),
  feedTokenFile: option({
    group: 'source',
    type: path,
    doc: 'The file whose first word is the bearer token for the source `feed`. Read again before each connection.',
  }),
  feedCaFile: option({
    group: 'source',
    type: path,
    otherwise: 'the certificate authorities that Node knows',
    doc: 'Certificates in PEM that the server of the source `feed` may be known by.',
  }),
  strict: option({
    group: 'source',
    type: boolean,
    default: 'false',
    doc: 'Refuse to start on an unreadable document or a duplicate object in the manifests, instead of reporting it and loading the rest.',
  }),
  maxManifestBytes: option({
    group: 'source',
    type: byteSize,
    default: '64Mi',
    doc: 'The largest manifest file that is read.',
  }),
  corefile: option({
    group: 'cluster',
    type: path,
    otherwise: "that of the cluster's CoreDNS, else kubeadm's",
    doc: 'A Corefile to answer by instead of the one found in the cluster. Files it imports are looked up in its folder only.',
  }),
  corednsVersion: option({
    group: 'cluster',
    type: shaped('version', /^v?\d+\.\d+\.\d+$/, 'a version such as 1.12.1'),
    otherwise: "that of the cluster's CoreDNS, else the newest known",
    doc: 'The CoreDNS version whose behaviour is followed.',
  }),
  clusterDomain: option({
    group: 'cluster',
    type: shaped(
      'domain',
      /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
      'a lower-case domain name without a final dot, such as cluster.local',
    ),
    otherwise: 'from the Corefile, else `cluster.local`',
    doc: 'The domain under which Service names stand.',
  }),
  dnsUpstreams: option({
    group: 'cluster',
    type: list(upstreamChoice),
    otherwise: 'the servers of the Corefile, and no file',
    doc: 'Servers to ask for names outside the cluster, in place of those of `forward .` and of every file that the Corefile forwards to. A path is a resolv.conf of this machine: `/etc/resolv.conf` allows what the Corefile usually names. Servers that lead back to the cluster DNS are not asked.',
  }),
  podCidrs: option({
    group: 'cluster',
    type: list(networkRange),
    default: '10.244.0.0/14,fd00:10:244::/56',
    doc: 'The ranges that addresses of Pods are derived from, for manifests without status.',
  }),
  serviceCidrs: option({
    group: 'cluster',
    type: list(networkRange),
    default: '10.96.0.0/12,fd00:10:96::/112',
    doc: 'The ranges that cluster addresses of Services are derived from, for manifests without them.',
  }),
  httpAddress: option({
    group: 'server',
    type: listenAddress,
    default: '127.0.0.1:8080',
    doc: 'Where REST, GraphQL, DNS over HTTPS and the dashboard listen. Leaves loopback only with authentication.',
  }),
  operationsAddress: option({
    group: 'server',
    type: listenAddress,
    default: '127.0.0.1:9153',
    doc: 'Where live, ready and metrics listen. Shows no names of the cluster and may leave loopback.',
  }),
  dnsAddress: option({
    group: 'server',
    type: listenAddress,
    default: '127.0.0.1:1053',
    doc: 'Where DNS listens, on UDP and TCP. May leave loopback.',
  }),
  dnsWorkers: option({
    group: 'server',
    type: wholeNumber(0, 256),
    default: '0',
    doc: 'Threads that answer DNS over UDP, each with sockets of its own on the same addresses: one for each core that DNS may use. 0: the main thread answers.',
  }),
  dnsStateFile: option({
    group: 'server',
    type: path,
    otherwise: 'no state is kept',
    doc: 'The file in which the DNS sidecar keeps its last state, to answer from it at once after a restart, whatever has become of the source.',
  }),
  dnsMaxStale: option({
    group: 'server',
    type: duration,
    default: '1h',
    doc: 'How long names of single Pods are answered from a last state that could not be confirmed. Addresses of Pods are reused.',
  }),
  auth: option({
    group: 'server',
    type: choice('none', 'token'),
    default: 'none',
    doc: 'Who may ask over HTTP: `none` asks nothing, and is refused off loopback; `token` reads bearer tokens from the token file.',
  }),
  authTokenFile: option({
    group: 'server',
    type: path,
    default: 'data/tokens',
    doc: 'The tokens: a line `NAME TOKEN NAMESPACES` each, the namespaces between commas or `*`. Made with one random token when it is missing; read again when it changes.',
  }),
  metricsPrefix: option({
    group: 'server',
    type: shaped('text', /^[a-zA-Z_][a-zA-Z0-9_]*$/, 'letters, digits and "_", such as namescope'),
    default: 'namescope',
    doc: 'What metric names begin with. `coredns` makes dashboards made for CoreDNS work as they are.',
  }),
  databaseUrl: option({
    group: 'storage',
    type: databaseUrl,
    default: 'sqlite:data/namescope.db',
    doc: 'The database: `sqlite:PATH` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.',
    secret: true,
  }),
  logLevel: option({
    group: 'logging',
    type: choice('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'),
    default: 'info',
    doc: 'The least level that is logged.',
  }),
  logFormat: option({
    group: 'logging',
    type: choice('json', 'text'),
    default: 'json',
    doc: 'One JSON object a line, or lines for people. Logs go to standard error.',
  }),
  server: option({
    group: 'client',
    type: shaped('url', /^https?:\/\/[^/\s]/, 'an http:// or https:// URL'),
    otherwise: 'the command reads the source itself',
    doc: 'A running Namescope that the command line asks instead of reading the source itself.',
  }),
  token: option({
    group: 'client',
    type: text,
    doc: 'The bearer token that the command line shows to the server.',
    secret: true,
  }),
}

type Schema = typeof SCHEMA
export type OptionKey = keyof Schema

type ValueOf<D> = D extends Definition<infer T, infer Default> ? (undefined extends Default ? T | undefined : T) : never

/** Every option with its value: checked, defaults filled in. Plain data. */
export type Configuration = { readonly [Key in OptionKey]: ValueOf<Schema[Key]> }
