import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { cleanUp, start } from '../test/started-server.js'

const hasDig = spawnSync('dig', ['-v']).status === 0
const run = promisify(execFile)

afterEach(cleanUp)

describe.skipIf(!hasDig)('dig (skipped where it is not installed)', () => {
  it.each([
    ['web.default.svc.cluster.local', ['A'], 'NOERROR', 'web.default.svc.cluster.local. 30 IN A 10.96.50.100'],
    ['web.default.svc.cluster.local', ['A', '+tcp'], 'NOERROR', 'web.default.svc.cluster.local. 30 IN A 10.96.50.100'],
    [
      'web.default.svc.cluster.local',
      ['A', '+noedns'],
      'NOERROR',
      'web.default.svc.cluster.local. 30 IN A 10.96.50.100',
    ],
    ['WEB.default.svc.cluster.local', ['A'], 'NOERROR', 'WEB.default.svc.cluster.local. 30 IN A 10.96.50.100'],
    ['web.default.svc.cluster.local', ['TYPE65400'], 'NOERROR', undefined],
    ['nowhere.default.svc.cluster.local', ['A'], 'NXDOMAIN', undefined],
    ['example.com', ['A'], 'SERVFAIL', undefined],
    [
      '100.50.96.10.in-addr.arpa',
      ['PTR'],
      'NOERROR',
      '100.50.96.10.in-addr.arpa. 30 IN PTR web.default.svc.cluster.local.',
    ],
  ])('%s %j', async (name, options, status, record) => {
    const { port } = await start()
    const { stdout } = await run('dig', ['@127.0.0.1', '-p', String(port), '+tries=1', name, ...options])
    expect(stdout).toContain(`status: ${status},`)
    const records = stdout.split('\n').filter((line) => /^[^;\s]/.test(line) && !line.includes('SOA'))
    expect(records.map((line) => line.replace(/\s+/g, ' '))).toEqual(record === undefined ? [] : [record])
    expect(stdout).not.toMatch(/malformed|WARNING: (?!recursion|\.local)/)
  })
})
