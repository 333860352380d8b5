import type { ClusterView } from '#libs/zone'
import type { KeptState } from './last-state.js'
import { answersStaleSince } from './staleness.js'

/**
 * How old the answers are, and what is kept on the disk, in the text format of Prometheus.
 * @param now milliseconds since 1970
 */
export function stateMetrics(prefix: string, view: ClusterView, kept: KeptState | undefined, now: number): string {
  const since = answersStaleSince(view)
  const age = since === undefined ? 0 : Math.max(0, now - since) / 1000
  return [
    metric(
      `${prefix}_state_age_seconds`,
      'How long ago the source last confirmed what is served; 0 while it does.',
      age,
    ),
    ...(kept === undefined
      ? []
      : [
          metric(
            `${prefix}_state_file_written_timestamp_seconds`,
            'When the last state was kept.',
            kept.writtenAt / 1000,
          ),
          metric(`${prefix}_state_file_bytes`, 'The size of the last state on the disk.', kept.octets),
          metric(`${prefix}_state_file_failures_total`, 'How often it could not be kept.', kept.failures, 'counter'),
        ]),
  ].join('')
}

function metric(name: string, help: string, value: number, type = 'gauge'): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`
}
