import { describe, expect, it } from 'vitest'
import { fileJson } from './repository.js'

interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly deprecated?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const lock = fileJson<{ packages: Record<string, LockedPackage> }>('package-lock.json')
const manifest = fileJson<LockedPackage>('package.json')
const { '': root, ...installed } = lock.packages

/** Licences that ask for no more than their notice. */
const PERMISSIVE = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Python-2.0',
  'CC0-1.0',
  'Unlicense',
])

/** Others, each with why it may stay. */
const ACCEPTED: readonly { readonly name: RegExp; readonly license: string; readonly why: string }[] = [
  {
    name: /^node_modules\/lightningcss(-[a-z0-9-]+)?$/,
    license: 'MPL-2.0',
    why: 'comes with vite, a build tool: not part of what is shipped',
  },
]

/** True when a licence expression (SPDX) can be met with permissive licences alone. */
function isPermissive(expression: string): boolean {
  const inner = expression.replace(/^\((.*)\)$/, '$1')
  if (inner.includes(' OR ')) return inner.split(' OR ').some(isPermissive)
  return inner.split(' AND ').every((license) => PERMISSIVE.has(license.trim()))
}

describe('the packages', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['Apache-2.0 AND MIT', true],
    ['MIT AND GPL-3.0-only', false],
    ['GPL-3.0-only', false],
    ['', false],
  ])('licence %s is permissive: %s', (expression, expected) => {
    expect(isPermissive(expression)).toBe(expected)
  })

  it('have permissive licences', () => {
    const others = Object.entries(installed).filter(([name, { license = '', dev = false }]) => {
      const accepted = ACCEPTED.some((one) => one.name.test(name) && one.license === license && dev)
      return !isPermissive(license) && !accepted
    })
    expect(others.map(([name, { license }]) => `${name}: ${license}`)).toEqual([])
  })

  it('are pinned, so that an old npm does not choose others', () => {
    const wanted = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
    expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('are locked as package.json asks', () => {
    for (const group of ['dependencies', 'devDependencies', 'optionalDependencies'] as const) {
      expect(root?.[group], group).toEqual(manifest[group])
    }
  })

  it('are not deprecated', () => {
    expect(Object.entries(installed).filter(([, { deprecated }]) => deprecated !== undefined)).toEqual([])
  })
})
