import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUNDLED, BUNDLES } from './bundle.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FREE = '127.0.0.1:0'
/** What the server loads today is 1,430 files; without the bundle it was 3,000. Each costs about half a millisecond. */
const MOST_FILES = 1600

/** Writes the name of each file that Node loads to the file that its environment names. */
const RECORDER = `
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) appendFileSync(process.env.LOADED_FILES, url + '\\n')
    return next(url, context)
  },
})`

let folder: string
let loaded: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'namescope-bundle-'))
  const recorder = join(folder, 'recorder.mjs')
  writeFileSync(recorder, RECORDER)
  const record = join(folder, 'loaded')
  const listeners = ['--http-address', FREE, '--dns-address', FREE, '--operations-address', FREE]
  const database = `sqlite:${join(folder, 'namescope.db')}`
  const server = spawn(
    process.execPath,
    ['--import', recorder, join(ROOT, BUNDLES.namescope), 'serve', ...listeners, '--database-url', database],
    { cwd: ROOT, env: { ...process.env, LOADED_FILES: record }, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exited = once(server, 'exit')
  for await (const line of createInterface({ input: server.stdout })) if (line.includes('/ready')) break
  server.kill('SIGTERM')
  await exited
  loaded = readFileSync(record, 'utf8').trimEnd().split('\n')
}, 30_000)

afterAll(() => rmSync(folder, { recursive: true }))

describe('the bundled server', () => {
  it('starts with few files', () => expect(loaded.length).toBeLessThan(MOST_FILES))

  it('loads no second copy of what is in the bundle', () => {
    const copies = loaded.filter((url) =>
      BUNDLED.some((name) => url.includes(`/node_modules/${name.replace(/\/?$/, '/')}`)),
    )
    expect(copies).toEqual([])
  })
})
