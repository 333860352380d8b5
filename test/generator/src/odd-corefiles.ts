import fc from 'fast-check'

/** Options of the kubernetes plugin that change which names exist; each line may be there or not. */
const OPTIONS = [
  'pods insecure',
  'pods verified',
  'endpoint_pod_names',
  'ttl 30',
  'noendpoints',
  'namespaces default n',
  'labels colour=blue',
  'ignore empty_service',
  'fallthrough in-addr.arpa ip6.arpa',
] as const

const ZONES = ['cluster.local in-addr.arpa ip6.arpa', 'cluster.local', 'k8s.example cluster.local 10.0.0.0/8'] as const

/** Corefiles of one server block with a kubernetes stanza, some for a multicluster zone as well. */
export const anyCorefile: fc.Arbitrary<string> = fc
  .record({
    zones: fc.constantFrom(...ZONES),
    options: fc.subarray([...OPTIONS]),
    multicluster: fc.boolean(),
  })
  .map(({ zones, options, multicluster }) => {
    const lines = multicluster ? [...withoutRepeats(options), 'multicluster clusterset.local'] : withoutRepeats(options)
    const stanza = lines.map((line) => `        ${line}\n`).join('')
    return `.:53 {\n    kubernetes ${zones}${multicluster ? ' clusterset.local' : ''} {\n${stanza}    }\n}\n`
  })

/** `pods` may be said once only. */
function withoutRepeats(options: readonly string[]): string[] {
  return options.filter((line, index) => options.findIndex((other) => firstWord(other) === firstWord(line)) === index)
}

function firstWord(line: string): string {
  return line.slice(0, line.indexOf(' '))
}
