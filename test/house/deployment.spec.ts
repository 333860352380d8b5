import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { OPTIONS, readConfiguration } from '#libs/config'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { BUNDLES } from '../../tools/bundle.mjs'
import { fileText, ROOT } from './repository.js'

interface ComposeService {
  readonly build?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly depends_on?: Readonly<Record<string, unknown>>
  readonly read_only?: boolean
}

const compose = parse(fileText('docker-compose.yml'), { merge: true }) as {
  services: Record<string, ComposeService>
  volumes: Record<string, unknown>
}
const services = Object.entries(compose.services)
const ours = services.filter(([, { build }]) => build !== undefined)
const VARIABLES = new Set(OPTIONS.map(({ variable }) => variable))

/** `${NAME:-default}` as it is without the variable. */
function withDefaults(environment: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).map(([name, text]) => [name, text.replace(/\$\{[A-Z_]+:-([^}]*)\}/g, '$1')]),
  )
}

/** The instructions of a Dockerfile, lines that go on joined, in order. */
function instructions(text: string): { word: string; rest: string }[] {
  return text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => ({ word: line.split(' ')[0]!, rest: line.slice(line.indexOf(' ') + 1) }))
}

const dockerfile = instructions(fileText('Dockerfile'))
const imageEnvironment = Object.fromEntries(
  dockerfile
    .filter(({ word }) => word === 'ENV')
    .flatMap(({ rest }) => rest.split(/\s+/).map((pair) => [pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1)])),
) as Record<string, string>

describe('docker-compose.yml', () => {
  it.each(ours)('%s is configured by options that exist, with values that are accepted', (_, { environment = {} }) => {
    const merged = { ...imageEnvironment, ...withDefaults(environment) }
    const configuration = readConfiguration({ environment: merged })
    expect(configuration.auth).toBe('token')
  })

  it.each(ours)('%s mounts and names only what exists', (_, { volumes = [], depends_on: needs = {} }) => {
    for (const source of volumes.map((volume) => volume.split(':')[0]!)) {
      const exists = source.startsWith('.') ? existsSync(join(ROOT, source)) : source in compose.volumes
      expect(exists, source).toBe(true)
    }
    for (const name of Object.keys(needs)) expect(compose.services).toHaveProperty(name)
  })

  it.each(services)('%s publishes its ports on loopback only', (_, { ports = [] }) => {
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })

  it.each(ours)('%s has a root that cannot be written', (_, service) => {
    expect(service.read_only).toBe(true)
  })
})

describe('Dockerfile', () => {
  it('copies only what exists, and what .dockerignore lets in', () => {
    const allowed = fileText('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
    const sources = dockerfile
      .filter(({ word, rest }) => word === 'COPY' && !rest.startsWith('--from'))
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1))
    expect(sources.length).toBeGreaterThan(0)
    for (const source of sources) {
      expect(existsSync(join(ROOT, source)), source).toBe(true)
      expect(allowed, source).toContain(source.split('/')[0])
    }
  })

  it('sets only options that exist', () => {
    const names = Object.keys(imageEnvironment).filter((name) => name.startsWith('NAMESCOPE_'))
    expect(names.filter((name) => !VARIABLES.has(name))).toEqual([])
  })

  it('runs as nobody, from sources that are built', () => {
    expect(dockerfile.findLast(({ word }) => word === 'USER')?.rest).toBe('65532:65532')
    const started = [
      dockerfile.find(({ word }) => word === 'ENTRYPOINT')!.rest,
      ...ours.map(([, { entrypoint = [] }]) => entrypoint.join(' ')),
    ]
    const programs = started.flatMap((words) => words.match(/dist\/[\w/-]+\.js/g) ?? [])
    expect(programs).not.toEqual([])
    expect(Object.values(BUNDLES)).toEqual(expect.arrayContaining(programs))
  })
})
