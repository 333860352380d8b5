import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findConnection } from './find-connection.js'
import { inClusterConnection } from './in-cluster.js'

let folder: string
let now = 0

beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'namescope-kubeconfig-'))))
afterEach(() => rm(folder, { recursive: true }))

const file = (name: string): string => join(folder, name)

async function connect(config: string, context?: string) {
  await writeFile(file('config'), config)
  return findConnection({ kubeconfig: file('config'), context, environment: process.env, now: () => now })
}

const withUser = (user: string, cluster = '{ server: "https://10.0.0.1:6443" }'): string => `
current-context: main
contexts: [{ name: main, context: { cluster: one, user: me } }, { name: other, context: { cluster: two, user: me } }]
clusters: [{ name: one, cluster: ${cluster} }, { name: two, cluster: { server: "http://127.0.0.1:8001/prefix" } }]
users: [{ name: me, user: ${user} }]
`

describe('a kubeconfig', () => {
  it('with a token', async () => {
    const { server, credentials } = await connect(withUser('{ token: abc }'))
    expect(server.href).toBe('https://10.0.0.1:6443/')
    expect(await credentials.current(false)).toEqual({ token: 'abc' })
  })

  it('with another context than the current one', async () => {
    expect((await connect(withUser('{ token: abc }'), 'other')).server.href).toBe('http://127.0.0.1:8001/prefix')
  })

  it('with certificates, as data and as files beside it', async () => {
    await writeFile(file('key.pem'), 'KEY')
    const data = (text: string): string => Buffer.from(text).toString('base64')
    const user = `{ client-certificate-data: ${data('CERT')}, client-key: key.pem }`
    const cluster = `{ server: "https://api", certificate-authority-data: ${data('CA')}, tls-server-name: kubernetes }`
    const { authority, serverName, credentials } = await connect(withUser(user, cluster))
    expect({ authority, serverName }).toEqual({ authority: 'CA', serverName: 'kubernetes' })
    expect(await credentials.current(false)).toEqual({ certificate: { cert: 'CERT', key: 'KEY' } })
  })

  it('with a token file that is replaced', async () => {
    await writeFile(file('token'), 'first\n')
    const { credentials } = await connect(withUser('{ tokenFile: token }'))
    expect(await credentials.current(false)).toEqual({ token: 'first' })
    await writeFile(file('token'), 'second\n')
    expect(await credentials.current(false)).toEqual({ token: 'first' })
    expect(await credentials.current(true)).toEqual({ token: 'second' })
    await writeFile(file('token'), 'third\n')
    now += 60_000
    expect(await credentials.current(false)).toEqual({ token: 'third' })
  })

  it('with a credential program, asked again when its credential ends or is refused', async () => {
    const program = `#!/bin/sh
echo x >> ${file('calls')}
echo "{\\"status\\":{\\"token\\":\\"$1-$EXTRA\\",\\"expirationTimestamp\\":\\"1970-01-01T01:00:00Z\\"}}"
`
    await writeFile(file('login'), program)
    await chmod(file('login'), 0o755)
    now = 0
    const { credentials } = await connect(
      withUser('{ exec: { command: ./login, args: [one], env: [{ name: EXTRA, value: two }] } }'),
    )
    expect(await credentials.current(false)).toEqual({ token: 'one-two' })
    await credentials.current(false)
    const { readFile } = await import('node:fs/promises')
    const calls = async (): Promise<number> => (await readFile(file('calls'), 'utf8')).split('x').length - 1
    expect(await calls()).toBe(1)
    await credentials.current(true)
    expect(await calls()).toBe(2)
    now = 3_600_000
    await credentials.current(false)
    expect(await calls()).toBe(3)
  })

  it.each<[string, string, string]>([
    [
      'no such context',
      withUser('{}').replace('current-context: main', 'current-context: mian'),
      'it has: main, other',
    ],
    ['no current context', withUser('{}').replace('current-context: main', ''), '--context'],
    ['no such user', withUser('{}').replace('name: me, user', 'name: you, user'), 'no entry "me" in users'],
    ['a server that is no URL', withUser('{}', '{ server: nowhere }'), 'clusters[one].cluster.server is "nowhere"'],
    ['half a certificate', withUser('{ client-certificate-data: aaaa }'), 'client-key'],
    ['a missing certificate file', withUser('{ client-certificate: no.pem, client-key: no.pem }'), "can't be read"],
    ['an old credential plugin', withUser('{ auth-provider: { name: gcp } }'), 'exec plugin'],
    ['no YAML', '{', "can't be read"],
  ])('is refused with %s', async (_, config, message) => {
    await expect(connect(config)).rejects.toMatchObject({
      code: 'invalid-configuration',
      message: expect.stringContaining(message),
      place: { file: expect.stringContaining('config') },
    })
  })

  it('is refused with a program that fails, in words of its own', async () => {
    const { credentials } = await connect(
      withUser('{ exec: { command: false, installHint: Install it. } }'.replace('false', '"false"')),
    )
    await expect(credentials.current(false)).rejects.toMatchObject({
      code: 'source-unreadable',
      message: expect.stringMatching(/credential program false failed: .* Install it\./),
    })
  })
})

describe('in a pod', () => {
  const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443' }

  it('the token and certificate of its service account are used', async () => {
    await writeFile(file('ca.crt'), 'CA')
    await writeFile(file('token'), 'pod')
    const connection = await inClusterConnection({ environment, now: () => 0, folder })
    expect(connection).toMatchObject({ server: new URL('https://[fd00::1]:443'), authority: 'CA' })
    expect(await connection?.credentials.current(false)).toEqual({ token: 'pod' })
  })

  it('without a token the fix is named', async () => {
    await expect(inClusterConnection({ environment, now: () => 0, folder })).rejects.toMatchObject({
      code: 'source-unreadable',
      message: expect.stringContaining('automountServiceAccountToken'),
    })
  })

  it('outside of one there is no such way', async () => {
    expect(await inClusterConnection({ environment: {}, now: () => 0, folder })).toBeUndefined()
  })
})
