import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { answers, standIn } from '#test/upstream'
import { FREE, SIDECAR, cleanUps, sidecar, start } from './processes.js'

const WEB = 'web.default.svc.cluster.local'
/** Far above what it needs, well under what one heavy import too much costs. */
const LEAN_KILOBYTES = 80_000

/** How it ends by itself: the exit code and the standard error. */
async function ended(...words: string[]): Promise<{ code: number | null; said: string }> {
  const child = start(SIDECAR, ...words)
  let said = ''
  child.stderr!.on('data', (chunk) => (said += String(chunk)))
  await once(child, 'close')
  return { code: child.exitCode, said }
}

describe.skipIf(!existsSync(SIDECAR))('the DNS sidecar (needs a build)', () => {
  it('answers the names of the tour, tells how it is, and stops with exit code 0', async () => {
    const { child, resolver, operations } = await sidecar()
    expect(await resolver.resolve4('kubernetes.default.svc.cluster.local')).toHaveLength(1)
    await expect(resolver.resolve4('nowhere.default.svc.cluster.local')).rejects.toMatchObject({ code: 'ENOTFOUND' })
    await expect(resolver.resolve4('example.com')).rejects.toMatchObject({ code: 'ESERVFAIL' })
    expect(await (await fetch(`${operations}/live`)).text()).toBe('alive\n')
    const metrics = await (await fetch(`${operations}/metrics`)).text()
    expect(metrics).toContain('namescope_dns_responses_total{zone=".",rcode="NXDOMAIN"} 1')
    expect(metrics).toContain('namescope_revision 1')
    expect((await fetch(`${operations}/other`)).status).toBe(404)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('asks the upstreams that it is given, and counts them', async () => {
    const upstream = await standIn(answers('192.0.2.1'))
    cleanUps.push(() => upstream.close())
    const { child, resolver, operations } = await sidecar('--dns-upstreams', `127.0.0.1:${upstream.port}`)
    expect(await resolver.resolve4('example.com')).toEqual(['192.0.2.1'])
    const metrics = await (await fetch(`${operations}/metrics`)).text()
    expect(metrics).toContain('namescope_cache_misses_total{server="dns://:53",zones=".",view=""} 1')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })

  it('follows the files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'namescope-dns-'))
    cleanUps.push(() => rm(folder, { recursive: true }))
    const file = join(folder, 'service.yaml')
    const service = (address: string): string =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec: {clusterIP: ${address}, ports: [{port: 80}]}\n`
    await writeFile(file, service('10.96.0.1'))
    const { resolver } = await sidecar('--source', `manifests:${folder}`)
    expect(await resolver.resolve4(WEB)).toEqual(['10.96.0.1'])
    await writeFile(file, service('10.96.0.2'))
    await expect.poll(() => resolver.resolve4(WEB), { timeout: 20_000 }).toEqual(['10.96.0.2'])
  })

  it.skipIf(!existsSync('/proc/self/status'))('stays lean', async () => {
    const { child } = await sidecar()
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
    expect(Number(/VmRSS:\s*(\d+)/.exec(status)?.[1])).toBeLessThan(LEAN_KILOBYTES)
  })

  it.each([
    ['a source that is not there', ['--source', 'manifests:/nowhere', ...FREE], '/nowhere'],
    ['an unknown option', ['--dns-adress', '127.0.0.1:53'], '--dns-address'],
    [
      'an address of another machine',
      ['--dns-address', '192.0.2.1:1053', '--operations-address', '127.0.0.1:0'],
      'no such address',
    ],
    ['two clusters', ['--source', 'a=manifests:x;b=manifests:y', ...FREE], 'one cluster'],
    ['a configuration that is not there', ['--config', '/nowhere.yaml'], '/nowhere.yaml'],
  ])('ends with exit code 2 and says why: %s', async (_title, words, text) => {
    const { code, said } = await ended(...words)
    expect({ code, line: said.split('\n').find((line) => line.startsWith('error: ')) }).toEqual({
      code: 2,
      line: expect.stringContaining(text),
    })
  })

  it('says which option to change when its ports are taken', async () => {
    const { operations } = await sidecar()
    const taken = operations.replace('http://', '')
    expect(await ended('--dns-address', '127.0.0.1:0', '--operations-address', taken)).toMatchObject({
      code: 2,
      said: expect.stringContaining('--operations-address'),
    })
    expect(await ended('--dns-address', taken, '--operations-address', '127.0.0.1:0')).toMatchObject({
      code: 2,
      said: expect.stringContaining('--dns-address'),
    })
  })
})
