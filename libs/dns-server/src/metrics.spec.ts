import { describe, expect, it } from 'vitest'
import { CountingMetrics, type ServedEvent } from './metrics.js'

const EVENT: ServedEvent = {
  peer: { address: '10.1.0.40', family: 'IPv4', transport: 'udp' },
  zone: 'cluster.local.',
  type: 'A',
  rcode: 'NOERROR',
  dnssecOk: false,
  requestSize: 60,
  responseSize: 120,
  seconds: 0.0003,
}

function linesWith(metrics: CountingMetrics, text: string): string[] {
  return metrics
    .text('namescope')
    .split('\n')
    .filter((line) => line.includes(text) && !line.startsWith('#'))
}

describe('CountingMetrics', () => {
  it('counts requests and replies with the names and labels of CoreDNS', () => {
    const metrics = new CountingMetrics()
    metrics.served(EVENT)
    metrics.served({ ...EVENT, rcode: 'NXDOMAIN', dnssecOk: true })
    expect(linesWith(metrics, 's_total{')).toEqual([
      'namescope_dns_requests_total{zone="cluster.local.",proto="udp",family="1",type="A"} 2',
      'namescope_dns_responses_total{zone="cluster.local.",rcode="NOERROR"} 1',
      'namescope_dns_responses_total{zone="cluster.local.",rcode="NXDOMAIN"} 1',
      'namescope_dns_do_requests_total{zone="cluster.local."} 1',
    ])
  })

  it('has cumulative buckets', () => {
    const metrics = new CountingMetrics()
    for (const seconds of [0.0001, 0.0003, 100]) metrics.served({ ...EVENT, seconds })
    const [first, second, third] = linesWith(metrics, 'duration_seconds_bucket')
    const last = linesWith(metrics, 'duration_seconds').slice(-3)
    expect([first, second, third, ...last].map((line) => line?.replace(/.*zone="cluster.local.",?/, ''))).toEqual([
      'le="0.00025"} 1',
      'le="0.0005"} 2',
      'le="0.001"} 2',
      'le="+Inf"} 3',
      '} 100.0004',
      '} 3',
    ])
  })

  it('takes no label from a client: types without a mnemonic are one', () => {
    const metrics = new CountingMetrics()
    for (let code = 60_000; code < 60_100; code++) metrics.served({ ...EVENT, type: `TYPE${code}` })
    metrics.served({ ...EVENT, zone: undefined, type: undefined, rcode: 'FORMERR' })
    expect(linesWith(metrics, 'requests_total')).toEqual([
      'namescope_dns_requests_total{zone="dropped",proto="udp",family="1",type="other"} 1',
      'namescope_dns_requests_total{zone="cluster.local.",proto="udp",family="1",type="other"} 100',
    ])
  })

  it('adds up what every thread has counted', () => {
    const metrics = new CountingMetrics()
    metrics.served(EVENT)
    const zone = metrics.zoneNumber('cluster.local.')
    metrics.addThread().add(zone, 'udp4', 1, 0, false, 60, 120, 0.0003)
    expect(linesWith(metrics, 'dns_requests_total')).toEqual([
      'namescope_dns_requests_total{zone="cluster.local.",proto="udp",family="1",type="A"} 2',
    ])
  })

  it('has room for 63 zones, and counts more as none', () => {
    const metrics = new CountingMetrics()
    for (let zone = 0; zone < 70; zone++) metrics.served({ ...EVENT, zone: `${zone}.` })
    expect(linesWith(metrics, 'dns_responses_total')).toHaveLength(64)
    expect(linesWith(metrics, 'dns_responses_total{zone="dropped"')).toEqual([
      'namescope_dns_responses_total{zone="dropped",rcode="NOERROR"} 7',
    ])
  })

  it('counts connections, silence and failures', () => {
    const metrics = new CountingMetrics()
    for (const change of ['opened', 'opened', 'closed', 'refused'] as const) metrics.connection(change)
    metrics.ignored()
    metrics.dropped(7)
    metrics.failed()
    expect(linesWith(metrics, 'namescope_')).toEqual([
      'namescope_dns_ignored_messages_total 1',
      'namescope_dns_dropped_messages_total 7',
      'namescope_panics_total 1',
      'namescope_dns_refused_connections_total 1',
      'namescope_dns_connections 1',
    ])
  })
})
