import fc from 'fast-check'

/**
 * The few names and addresses that odd clusters are made of. Few, so that objects meet: slices find their Services, pods share
 * addresses, names clash; odd, so that each stands for a rule that is easily got wrong.
 */

const LONGEST_LABEL = 'l'.repeat(63)

export const NAMESPACES = ['default', 'n', 'team-a', 'kube-system', '10-0-0-1', LONGEST_LABEL] as const

/** `svc` and `pod` are words of the name grammar, `10-0-0-1` is the name that an endpoint's address gives. */
export const SERVICES = ['web', 'a', 'db-2', 'svc', 'pod', '10-0-0-1', LONGEST_LABEL] as const

/** One of 70 characters: too long for a label where pods name endpoints. */
export const PODS = ['web-0', 'web-1', 'a-7f9c69d58b-4xkzm', 'p', `${'p'.repeat(60)}-123456789`] as const

/** Hostnames of pods and endpoints: several endpoints share one. */
export const HOSTNAMES = ['web-0', 'web-1', 'a', '10-0-0-1', LONGEST_LABEL] as const

export const SLICES = ['web-x', 'web-y', 'a-x', 'a-y', 'orphan', 'import-x'] as const

export const CLUSTERS = ['east', 'west-1'] as const

/** Of endpoints, pods and cluster IPs alike: an address may be all three. */
export const IPV4 = ['10.0.0.1', '10.0.0.2', '10.0.1.1', '10.96.0.10', '192.168.1.11'] as const

/** As sources write them: not all canonical, one ends in `::`, one begins with it. */
export const IPV6 = ['2001:db8::1', '2001:DB8:0:0::1', '2001:db8::', '::1', 'fd00:10::a'] as const

/** Chains and loops within the cluster, names outside, an address, letter case, the final dot. */
export const EXTERNAL_NAMES = [
  'web.default.svc.cluster.local',
  'a.n.svc.cluster.local',
  'db-2.team-a.svc.cluster.local.',
  'WEB.default.svc.cluster.local',
  'example.com',
  'example.com.',
  '10.0.0.1',
] as const

/** The name that a slice's or pod's labels give, and that selectors and Corefiles ask for. */
export const LABEL_VALUES = ['blue', 'green'] as const

export const anyNamespace = oftenTheFirst(NAMESPACES)
export const anyServiceName = oftenTheFirst(SERVICES)
export const anyPodName = oftenTheFirst(PODS)
export const anySliceName = oftenTheFirst(SLICES)
export const anyIPv4 = fc.constantFrom(...IPV4)
export const anyIPv6 = fc.constantFrom(...IPV6)
export const anyProtocol = oftenTheFirst(['TCP', 'UDP', 'SCTP'] as const)
export const anyPortName = oftenTheFirst(['http', 'dns', 'x'] as const)
export const anyPortNumber = oftenTheFirst([80, 53, 8080] as const)

/** Whole seconds since 1970, around the start of 2026. */
export const anyTime = fc.integer({ min: 1_767_225_600, max: 1_767_325_600 })

/** A flag that is true or absent. */
export const anyFlag = fc.constant(true as const)

/** Labels with a colour or none: Corefiles and selectors choose by colour. */
export const anyLabels = fc
  .option(fc.constantFrom(...LABEL_VALUES), { nil: undefined })
  .map((colour) => (colour === undefined ? undefined : { colour }))

/** Two times in three the first, so that objects meet and keys come again. */
export function oftenTheFirst<T>([first, ...others]: readonly [T, ...T[]]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(first) },
    { weight: 2, arbitrary: fc.constantFrom(first, ...others) },
  )
}
