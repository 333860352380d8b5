import { describe, expect, it } from 'vitest'
import type { StatusReport } from '../inquirer/inquirer.js'
import { sizeText, statusText } from './status.js'

const NOW = Date.UTC(2026, 10, 23, 10)
const STATUS: StatusReport = {
  cluster: 'prod',
  revision: '2.17',
  observedAt: NOW - 90_000,
  source: 'kubernetes',
  coreDns: { version: '1.11.4', versionFrom: 'option', corefileFrom: 'default', zones: ['cluster.local.'] },
  assumptions: ['The Corefile is not known.'],
  kinds: [
    { kind: 'Endpoints', status: 'complete', objects: 0 },
    { kind: 'NetworkPolicy', status: 'not-watched', reason: 'no permission', objects: 0 },
    { kind: 'Pod', status: 'loading', objects: 3 },
    { kind: 'Service', status: 'stale', since: NOW - 42_000, objects: 12 },
  ],
  problems: [{ severity: 'warning', code: 'unknown-kind', message: 'x' }],
  storage: { status: 'failing', durable: '2.16', waiting: 1, failure: 'disk full', bytes: 24_576 },
}

describe('statusText', () => {
  it('tells origin, gaps, lag and database', () => {
    expect(statusText(STATUS, { now: NOW, wide: false }).split('\n')).toEqual([
      'Cluster:    prod',
      'Source:     kubernetes',
      'CoreDNS:    1.11.4, by option',
      "Corefile:   kubeadm's, assumed",
      'Zones:      cluster.local.',
      'Revision:   2.17, observed 2026-11-23T09:58:30Z',
      'Gaps:       Service since 2026-11-23T09:59:18Z',
      'Problems:   1',
      'Database:   24.0 KiB, failing: disk full, 2.16 on disk, 1 waiting',
      'Assumed:    The Corefile is not known.',
      '',
      'KIND            OBJECTS   STATUS                       LAG',
      'NetworkPolicy   0         not watched: no permission   <unknown>',
      'Pod             3         loading                      <unknown>',
      'Service         12        stale                        42s',
      '',
    ])
  })

  it('lists kinds without objects when wide', () => {
    expect(statusText(STATUS, { now: NOW, wide: true })).toMatch(/^Endpoints +0 +complete +0s$/m)
  })
})

describe('sizeText', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1_572_864, '1.5 MiB'],
    [3 * 1024 ** 5, '3072.0 TiB'],
  ])('%d bytes', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text)
  })
})
