import type { ClusterView } from '#libs/zone'

/** What the process tells of itself and of its view, in the text format of Prometheus. */
export function processMetrics(prefix: string, { revision, observedAt }: ClusterView): string {
  const { user, system } = process.cpuUsage()
  return [
    metric(`${prefix}_revision`, 'The number of the revision that is served.', revision.number),
    metric(`${prefix}_observed_timestamp_seconds`, 'When that revision was observed.', observedAt / 1000),
    metric('process_resident_memory_bytes', 'Resident memory.', process.memoryUsage.rss()),
    metric('process_cpu_seconds_total', 'CPU time used.', (user + system) / 1e6, 'counter'),
  ].join('')
}

function metric(name: string, help: string, value: number, type = 'gauge'): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`
}
