import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TokenFile } from './token-file.js'

const FIRST = 'first-token-of-the-file'
const SECOND = 'second-token-of-the-file'
const POLL = 20

describe('TokenFile', () => {
  let folder: string
  let path: string
  let file: TokenFile | undefined
  const log = { info: vi.fn(), error: vi.fn() }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'namescope-tokens-'))
    path = join(folder, 'deep', 'tokens')
    vi.clearAllMocks()
  })
  afterEach(() => {
    file?.close()
    rmSync(folder, { recursive: true })
  })

  it('makes a missing file with one random token for everything, for its owner alone, and keeps the token out of the log', () => {
    file = new TokenFile(path, log, POLL)
    const token = readFileSync(path, 'utf8').split('\n')[1]?.split(' ')[1] ?? ''
    expect(token.length).toBeGreaterThan(40)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(file.find(token)).toMatchObject({ scope: { all: true } })
    expect(log.info).toHaveBeenCalledWith(expect.stringContaining(path))
    expect(JSON.stringify(log.info.mock.calls)).not.toContain(token)
  })

  it('reads an edit, keeps the last good list over a broken one, and reports that', async () => {
    path = join(folder, 'tokens')
    writeFileSync(path, `a ${FIRST} *\n`)
    file = new TokenFile(path, log, POLL)
    expect(file.find(FIRST)).toBeDefined()

    writeFileSync(path, `b ${SECOND} team-a\n`)
    await vi.waitFor(() => expect(file?.find(SECOND)).toBeDefined(), { timeout: 5000 })
    expect(file.find(FIRST)).toBeUndefined()

    writeFileSync(path, `b ${SECOND}\n`)
    await vi.waitFor(() => expect(log.error).toHaveBeenCalledOnce(), { timeout: 5000 })
    expect(log.error).toHaveBeenCalledWith(expect.stringContaining(`${path}:1`))
    expect(file.find(SECOND)).toBeDefined()

    rmSync(path)
    await vi.waitFor(() => expect(log.error).toHaveBeenCalledTimes(2), { timeout: 5000 })
    expect(file.find(SECOND)).toBeDefined()
  })

  it('refuses to open a file that it does not understand', () => {
    path = join(folder, 'tokens')
    writeFileSync(path, 'nonsense\n')
    expect(() => new TokenFile(path, log, POLL)).toThrow(expect.objectContaining({ code: 'invalid-configuration' }))
    writeFileSync(path, '')
    rmSync(path)
    expect(() => new TokenFile(folder, log, POLL)).toThrow(expect.objectContaining({ code: 'invalid-configuration' }))
  })
})
