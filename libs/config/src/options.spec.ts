import { describe, expect, it } from 'vitest'
import { isOptionVariable } from './environment-settings.js'
import { parseFlags } from './flag-settings.js'
import { OPTIONS, nearestOption } from './option-names.js'
import { readConfiguration } from './configuration.js'
import { referencePage } from './reference-page.js'

describe('OPTIONS', () => {
  it('names an option alike in the three ways in', () => {
    expect(OPTIONS.find(({ key }) => key === 'dnsAddress')).toMatchObject({
      name: 'dns-address',
      variable: 'NAMESCOPE_DNS_ADDRESS',
      flag: '--dns-address',
      default: '127.0.0.1:1053',
      isSwitch: false,
    })
  })

  it('has no name that would be taken for a variable of Kubernetes or of the tests', () => {
    const hidden = OPTIONS.filter(({ variable }) => !isOptionVariable(variable, 'tcp://10.0.0.1:53'))
    expect(hidden).toEqual([])
  })

  it.each(OPTIONS.flatMap((option) => (option.default === undefined ? [] : [[option] as const])))(
    '$flag takes its own default back',
    (option) => {
      const { [option.key]: given } = readConfiguration({ flags: { [option.name]: option.default! } })
      expect(given).toEqual(readConfiguration({})[option.key])
    },
  )
})

describe('nearestOption', () => {
  it.each([
    ['dns-adress', 'dns-address'],
    ['dns-addresss', 'dns-address'],
    ['dsn-address', 'dns-address'],
    ['log-lvel', 'log-level'],
    ['pod-cidr', 'pod-cidrs'],
    ['port', undefined],
    ['x', undefined],
    ['', undefined],
  ])('%s -> %s', (given, nearest) => {
    expect(nearestOption(given)?.name).toBe(nearest)
  })
})

describe('parseFlags', () => {
  it.each<[string[], object]>([
    [[], {}],
    [['--dns-address', '127.0.0.1:53'], { 'dns-address': '127.0.0.1:53' }],
    [['--source=manifests:a=b'], { source: 'manifests:a=b' }],
    [['--strict', '--log-level', 'warn'], { strict: true, 'log-level': 'warn' }],
    [['--no-strict'], { strict: false }],
    [['--strict=false'], { strict: 'false' }],
  ])('%j', (words, flags) => {
    expect(parseFlags(words)).toEqual(flags)
  })

  it.each([
    [['--dns-adress', 'x'], 'there is no option --dns-adress; did you mean --dns-address?'],
    [['--no-auth'], 'there is no option --no-auth; see docs/reference/configuration.md'],
    [['--auth'], '--auth needs a value: none|token'],
    [['x'], '"x" is not an option'],
    [['-s'], '"-s" is not an option'],
  ])('%j is refused', (words, message) => {
    expect(() => parseFlags(words)).toThrow(expect.objectContaining({ code: 'invalid-configuration', message }))
  })
})

describe('referencePage', () => {
  it('has a row for every option, with four columns', () => {
    const rows = referencePage()
      .split('\n')
      .filter((line) => line.startsWith('| `--'))
    expect(rows.map((row) => row.split('`')[1])).toEqual(expect.arrayContaining(OPTIONS.map(({ flag }) => flag)))
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(6)
  })
})
