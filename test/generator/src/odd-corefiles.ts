import fc from 'fast-check'
import { oftenTheFirst } from './odd-pools.js'

/** Options of the kubernetes plugin that change names and answers; each line may be there or not. */
const OPTIONS = [
  'pods insecure',
  'pods verified',
  'endpoint_pod_names',
  'ttl 30',
  'ignore empty_service',
  'fallthrough in-addr.arpa ip6.arpa',
] as const

/** Options that hide much of the cluster: at most one at a time, or there would be nothing left to look at. */
const RESTRICTIONS = [
  'noendpoints',
  'namespaces default n',
  'labels colour=blue',
  'namespace_labels colour=blue',
] as const

const ZONES = ['cluster.local in-addr.arpa ip6.arpa', 'cluster.local', 'k8s.example cluster.local 10.0.0.0/8'] as const

/** Corefiles of one server block with a kubernetes stanza, some for a multicluster zone as well. */
export const anyCorefile: fc.Arbitrary<string> = fc
  .record({
    zones: fc.constantFrom(...ZONES),
    options: fc.subarray([...OPTIONS]),
    restriction: oftenTheFirst([undefined, ...RESTRICTIONS]),
    multicluster: fc.boolean(),
  })
  .map(({ zones, options, restriction, multicluster }) => {
    const lines = withoutRepeats(options)
    if (restriction !== undefined) lines.push(restriction)
    if (multicluster) lines.push('multicluster clusterset.local')
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
