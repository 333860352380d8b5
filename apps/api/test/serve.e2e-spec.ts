import { createServer } from 'node:net'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readConfiguration, type Configuration } from '#libs/config'
import { serve } from '../src/serve.js'
import { TEAMS } from './manifests.js'

describe('serve', () => {
  let folder: string
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'namescope-serve-'))
    for (const [name, text] of Object.entries(TEAMS)) await writeFile(join(folder, name), text)
    stdout.mockClear()
  })
  afterEach(() => rm(folder, { recursive: true }))

  function configuration(flags: Readonly<Record<string, string>> = {}): Configuration {
    const free = '127.0.0.1:0'
    return readConfiguration({
      flags: {
        source: `manifests:${folder}`,
        'database-url': `sqlite:${join(folder, 'data', 'namescope.db')}`,
        'http-address': free,
        'operations-address': free,
        'dns-address': free,
        'log-level': 'silent',
        ...flags,
      },
    })
  }

  /** Runs until the banner is there, looks, and stops. */
  async function bannerOf(
    flags: Readonly<Record<string, string>>,
    look: (banner: string) => Promise<void>,
  ): Promise<void> {
    const stopping = new AbortController()
    const served = serve(configuration(flags), stopping.signal)
    await Promise.race([served, vi.waitFor(() => expect(stdout).toHaveBeenCalled(), { timeout: 20_000 })])
    await look(stdout.mock.calls.map(([text]) => String(text)).join(''))
    stopping.abort()
    await served
  }

  it('says in at most 15 lines where it listens, with commands that work', async () => {
    await bannerOf({}, async (banner) => {
      expect(banner.trim().split('\n').length).toBeLessThanOrEqual(15)
      const url = /curl -s '([^']+)'/.exec(banner)?.[1] ?? ''
      expect(await (await fetch(url)).json()).toMatchObject({
        records: expect.arrayContaining([
          expect.objectContaining({ name: 'web.team-a.svc.cluster.local.', type: 'A' }),
        ]),
      })
      const [, endpoint = '', body = ''] =
        /curl -s (\S+) -H 'content-type: application\/json' -d '(.*)'/.exec(banner) ?? []
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(endpoint, { method: 'POST', headers, body })
      expect(await answer.json()).toMatchObject({ data: { resolve: { __typename: 'Answer' } } })
      expect(banner).toMatch(/dig @127\.0\.0\.1 -p \d+ web\.team-a\.svc\.cluster\.local/)
      expect(banner).toMatch(/npx namescope resolve web\.team-a\.svc\.cluster\.local --server http:/)
    })
  })

  it('shows how to use the token file, and never a token', async () => {
    const tokens = join(folder, 'tokens')
    await bannerOf({ auth: 'token', 'auth-token-file': tokens }, async (banner) => {
      const token = /^admin (\S+)/m.exec(await readFile(tokens, 'utf8'))?.[1] ?? ''
      expect(token).not.toBe('')
      expect(banner).toContain(`--token-file ${tokens}`)
      expect(banner).not.toContain(token)
    })
  })

  it.each(['http-address', 'operations-address', 'dns-address'])(
    'names the option when the address of --%s is taken',
    async (option) => {
      const other = createServer().listen(0, '127.0.0.1')
      await new Promise((resolve) => other.once('listening', resolve))
      const { port } = other.address() as { port: number }
      await expect(
        serve(configuration({ [option]: `127.0.0.1:${port}` }), new AbortController().signal),
      ).rejects.toMatchObject({
        code: 'address-in-use',
        place: { field: option },
      })
      other.close()
    },
  )

  it('ends when the source can not be read', async () => {
    const source = `manifests:${join(folder, 'nothing-here.yaml')}`
    await expect(serve(configuration({ source }), new AbortController().signal)).rejects.toMatchObject({
      code: 'source-unreadable',
    })
  })

  it('ends when the database can not be opened', async () => {
    await writeFile(join(folder, 'data'), 'a file where a folder should be')
    await expect(serve(configuration(), new AbortController().signal)).rejects.toMatchObject({
      code: 'database-unavailable',
    })
  })
})
