import { afterEach, describe, expect, it } from 'vitest'
import { answers, standIn, type StandIn } from '#test/upstream'
import { runCli } from './run-cli.js'

const TOUR = '--source manifests:examples/tour'

let upstream: StandIn | undefined

afterEach(() => {
  upstream?.close()
  upstream = undefined
})

async function upstreams(): Promise<string> {
  upstream = await standIn(answers('192.0.2.1'))
  return `127.0.0.1:${upstream.port}`
}

describe('resolve, for a name outside the cluster', () => {
  it('asks the upstreams that it is given', async () => {
    const { code, stdout } = await runCli(`resolve example.com ${TOUR} --dns-upstreams ${await upstreams()} -o wide`)
    expect(stdout).toMatch(/^example\.com\. +A +30 +192\.0\.2\.1 /m)
    expect(stdout).toContain('an upstream (/etc/resolv.conf) answered')
    expect(code).toBe(0)
  })

  it('asks nobody where only a file is named', async () => {
    const { code, stdout } = await runCli(`resolve example.com ${TOUR}`)
    expect(stdout).toContain('undecidable (upstream)')
    expect(code).toBe(1)
  })

  it('asks nobody for what was not done', async () => {
    const { stdout } = await runCli(
      `what-if ${TOUR} --delete examples/tour/web.yaml --resolve example.com --dns-upstreams ${await upstreams()}`,
    )
    expect(stdout).toContain('undecidable (upstream)')
    expect(upstream?.asked).toEqual([])
  })
})
