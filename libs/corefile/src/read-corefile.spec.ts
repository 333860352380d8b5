import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { line, read } from '../test/reading.js'
import { defaultCorefile } from './default-corefile.js'

const names = (text: string, options = {}) =>
  read(text, options).settings?.servers.map((server) => [
    server.listeners.map(({ transport, zone, port }) => `${transport}://${zone}:${port}`).join(' '),
    server.plugins.map((plugin) => (plugin.name === 'other' ? plugin.plugin : plugin.name)).join(' '),
  ])
const lines = (text: string, options = {}) => read(text, options).problems.map(line)

describe('server blocks', () => {
  it('reads the Corefile of kubeadm', () => {
    const { settings, problems } = read(defaultCorefile('cluster.local'))
    expect(problems).toEqual([])
    expect(settings?.version).toBe('1.15.0')
    expect(names(defaultCorefile('cluster.local'))).toEqual([
      ['dns://.:53', 'reload ready health prometheus errors loadbalance cache kubernetes loop forward'],
    ])
  })

  it.each([
    ['. {\n whoami\n}', 'dns://.:53'],
    ['Example.ORG {\n whoami\n}', 'dns://example.org.:53'],
    ['a.org, b.org:1053\n{\n whoami\n}', 'dns://a.org.:53 dns://b.org.:1053'],
    ['a.org, b.org:1053 {\n whoami\n}', 'dns://a.org.:53 dns://b.org.:1053'],
    ['a.org,\nb.org {\n whoami\n}', 'dns://a.org.:53 dns://b.org.:53'],
    ['dns://a.org tls://b.org quic://c.org {\n whoami\n}', 'dns://a.org.:53 tls://b.org.:853 quic://c.org.:853'],
    [
      'https://a.org https3://a.org grpc://a.org {\n whoami\n}',
      'https://a.org.:443 https3://a.org.:443 grpc://a.org.:443',
    ],
    ['10.0.0.0/24 {\n whoami\n}', 'dns://0.0.10.in-addr.arpa.:53'],
    ['10.4.0.0/15:1053 {\n whoami\n}', 'dns://4.10.in-addr.arpa.:1053 dns://5.10.in-addr.arpa.:1053'],
    ['2001:db8::/32 {\n whoami\n}', 'dns://8.b.d.0.1.0.0.2.ip6.arpa.:53'],
    ['.:53\nwhoami\n', 'dns://.:53'],
    ['{$ZONE}:{$PORT} {\n whoami\n}', 'dns://env.org.:5300'],
  ])('reads the keys of %j', (text, expected) => {
    const servers = names(text, { environment: { ZONE: 'env.org', PORT: '5300' } })
    expect(servers?.map(([listeners]) => listeners)).toEqual([expected])
  })

  it.each([
    ['a.org: {\n whoami\n}', 'invalid-key 1:1'],
    ['a.org:0 {\n whoami\n}', 'invalid-key 1:1'],
    ['a.org:70000 {\n whoami\n}', 'invalid-key 1:1'],
    [':53 {\n whoami\n}', 'invalid-key 1:1'],
    ['a..org {\n whoami\n}', 'invalid-key 1:1'],
    [`${'a'.repeat(64)}.org {\n whoami\n}`, 'invalid-key 1:1'],
    ['0::/8 {\n whoami\n}', 'invalid-key 1:1'],
    ['a.org,b.org {\n whoami\n}', 'invalid-key 1:1'],
    ['a.org, {\n whoami\n}', 'syntax 1:8'],
    ['a.org,', 'syntax 1:1'],
    ['. {\n whoami', 'syntax 1:3'],
    ['. {\n whoami }\n}', 'syntax 2:9'],
    ['. {\n forward . 1.1.1.1 {\n  prefer_udp\n', 'syntax 2:2'],
    ['. {\n kubernetes cluster.local\n {\n }\n}', 'syntax 3:2'],
    ['. {\n whoami\n}\n}', 'no-server-block 4:1'],
    ['', 'no-server-block 1:1'],
    ['.', 'no-server-block 1:1'],
  ])('finds what is wrong in %j', (text, expected) => {
    expect(lines(text)).toContain(expected)
  })

  it('follows the compiled order, not that of the file', () => {
    const text = '. {\n forward . 1.1.1.1\n cache\n rewrite name a b\n custom\n acl\n template IN A\n}'
    expect(names(text)?.[0]?.[1]).toBe('rewrite acl cache template forward custom')
    expect(names(text, { version: '1.13.1' })?.[0]?.[1]).toBe('acl cache rewrite template forward custom')
  })

  it('reports every stanza that is wrong, at its place', () => {
    expect(lines('. {\n cache 0\n kubernetes cluster.local {\n  pods all\n }\n ttl 5\n}')).toEqual([
      'invalid-value 2:8',
      'invalid-value 4:8',
      'unknown-plugin 6:2',
    ])
  })

  it.each([
    ['a.org {\n whoami\n}\na.org {\n whoami\n}', ['duplicate-zone 4:1']],
    ['a.org a.org. {\n whoami\n}', ['duplicate-zone 1:1']],
    ['a.org {\n whoami\n}\na.org:1053 {\n whoami\n}\ntls://a.org:53 {\n whoami\n}', []],
    ['. {\n view a {\n  expr true\n }\n whoami\n}\n. {\n whoami\n}\n. {\n view b {\n  expr true\n }\n whoami\n}', []],
    ['. {\n bind 10.0.0.1\n whoami\n}\n. {\n bind 10.0.0.2\n whoami\n}', []],
    ['. {\n bind 10.0.0.1\n whoami\n}\n. {\n bind 10.0.0.1\n whoami\n}', ['duplicate-zone 5:1']],
    ['. {\n bind 10.0.0.1\n whoami\n}\n. {\n whoami\n}', ['duplicate-zone 5:1']],
    ['. {\n whoami\n}\n. {\n bind 10.0.0.1\n whoami\n}', ['duplicate-zone 4:1']],
    ['. {\n bind a b {\n  except b\n }\n whoami\n}\n. {\n bind b\n whoami\n}', []],
  ])('judges whether zones are served twice: %j', (text, expected) => {
    expect(lines(text)).toEqual(expected)
  })
})

describe('imports', () => {
  const block = (body: string) => `. {\n${body}\n}\n`

  it('puts snippets in place, also into one another and into blocks', () => {
    const text =
      '(inner) {\n ttl 7\n}\n(outer) {\n kubernetes cluster.local {\n  import inner\n }\n}\n' + block('import outer')
    expect(read(text).settings?.servers[0]?.plugins[0]).toMatchObject({ name: 'kubernetes', ttl: 7 })
  })

  it('reads given files, from the folder of the file that imports them', () => {
    const files = {
      'blocks/one': 'import ../parts/zone {\n whoami\n}',
      'parts/zone': 'x.org',
      '/etc/coredns/custom/b.override': 'cache',
      'custom/a.override': 'log',
      'custom/deeper/c.override': 'errors',
    }
    expect(names('import /etc/coredns/blocks/one', { files })).toBeUndefined()
    expect(names(block('import custom/*.override'), { files })?.[0]?.[1]).toBe('log cache')
  })

  it('puts whole server blocks in place', () => {
    const files = { 'more.server': 'a.org {\n whoami\n}\nb.org {\n whoami\n}\n' }
    expect(names(`import *.server\n${block('whoami')}`, { files })?.map(([keys]) => keys)).toEqual([
      'dns://a.org.:53',
      'dns://b.org.:53',
      'dns://.:53',
    ])
  })

  it('tells places inside imported files', () => {
    const { problems } = read(block('import part'), { files: { part: 'whoami\ncache -1' } })
    expect(problems[0]?.place).toEqual({ file: 'part', line: 2, column: 7 })
  })

  it.each([
    ['a path that was not given', block('import /etc/passwd'), 'file-not-given 2:8'],
    ['a pattern without a match', block('import custom/*.override\nwhoami'), 'import-without-match 2:8'],
    ['two wildcards', block('import */*.override'), 'invalid-value 2:8'],
    ['no argument', block('import'), 'wrong-arguments 2:1'],
    ['two arguments', block('import a b'), 'wrong-arguments 2:10'],
    ['a snippet that is defined later', `${block('import late')}(late) {\n log\n}`, 'file-not-given 2:8'],
    ['a snippet that is defined twice', '(s) {\n log\n}\n(s) {\n log\n}', 'syntax 4:1'],
    ['a snippet that imports itself', `(s) {\n import s\n}\n${block('import s')}`, 'limit-exceeded 2:9'],
    [
      'snippets that import one another',
      `(s) {\n import t\n}\n(t) {\n import s\n}\n${block('import s')}`,
      'limit-exceeded 5:9',
    ],
    ['a file that imports itself', block('import loop'), 'limit-exceeded 1:1'],
    ['an unclosed snippet', '(s) {\n log', 'syntax 1:1'],
  ])('tells about %s', (_, text, expected) => {
    expect(lines(text, { files: { loop: 'import loop' } })).toContain(expected)
  })

  it('bounds what imports can grow to', () => {
    const doubling = Array.from({ length: 30 }, (_, i) => `(s${i + 1}) {\n import s${i}\n import s${i}\n}\n`)
    const text = `(s0) {\n log\n log\n}\n${doubling.join('')}${block('import s30')}`
    expect(lines(text).map((problem) => problem.split(' ')[0])).toEqual(['limit-exceeded'])
  })

  it('warns when a snippet ends up inside another directive', () => {
    const text = `(first) {\n import second\n cache\n}\n(second) {\n log\n}\n${block('import first')}`
    expect(lines(text)).toEqual(['swallowed-directive 3:2'])
    expect(names(text)?.[0]?.[1]).toBe('log log')
  })
})

describe('environment', () => {
  it('takes a variable that is not known as empty, and says so once', () => {
    const { settings, problems } = read('. {\n cache {$TTL} {$TTL}\n}')
    expect(problems.map(line)).toEqual(['environment-unknown 2:8', 'invalid-name 2:8', 'invalid-name 2:15'])
    expect(settings?.servers[0]?.plugins[0]).toMatchObject({ name: 'cache', zones: [] })
  })

  it('replaces inside stanzas and keeps the place', () => {
    const { settings } = read('. {\n forward . {$UP}\n}', { environment: { UP: '9.9.9.9' } })
    expect(settings?.servers[0]?.plugins[0]).toMatchObject({ to: ['9.9.9.9'], place: { line: 2, column: 2 } })
  })
})

describe('plugins without a typed form', () => {
  it('tells which ones change answers', () => {
    const { settings, problems } = read('. {\n errors\n log . "{remote}"\n etcd x.org\n custom 1 2\n}')
    expect(
      settings?.servers[0]?.plugins.map(
        (plugin) => plugin.name === 'other' && [plugin.plugin, plugin.recognised, plugin.arguments],
      ),
    ).toEqual([
      ['errors', true, []],
      ['log', true, ['.', '{remote}']],
      ['etcd', false, ['x.org']],
      ['custom', false, ['1', '2']],
    ])
    expect(problems.map((problem) => problem.code)).toEqual(['plugin-not-modelled', 'unknown-plugin'])
  })

  it('keeps nothing of their blocks', () => {
    const { settings } = read('. {\n etcd {\n  credentials user geheim\n }\n}')
    expect(JSON.stringify(settings)).not.toContain('geheim')
  })

  it('knows what is spelled wrong, and what is too new', () => {
    expect(read('. {\n forwad . 1.1.1.1\n}').problems[0]?.message).toContain('Did you mean forward?')
    expect(lines('. {\n view v\n whoami\n}', { version: '1.9.4' })).toEqual(['needs-newer-version 2:2'])
  })
})

describe('any text', () => {
  const words = fc.constantFrom(
    ...[
      '.',
      '{',
      '}',
      '\n',
      '"',
      '#',
      'a.org',
      'import',
      '(s)',
      's',
      'kubernetes',
      'cache',
      'forward',
      'ttl',
      '30',
      'rewrite',
    ],
    ...[
      'name',
      'regex',
      '(.*)',
      '{1}',
      'template',
      'hosts',
      '10.0.0.1',
      'acl',
      '10.0.0.0/7',
      'file',
      'x',
      '{$A}',
      'view',
      '\\',
    ],
  )

  it('gives settings or an error, and JSON-able ones', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        const { settings, problems } = read(parts.join(' '), { files: { x: '@ IN SOA a b 1 2 3 4 5' } })
        expect(settings === undefined).toBe(problems.some((problem) => problem.severity === 'error'))
        expect(JSON.parse(JSON.stringify(settings ?? null))).toEqual(settings ?? null)
      }),
      { numRuns: 500 },
    )
  })
})
