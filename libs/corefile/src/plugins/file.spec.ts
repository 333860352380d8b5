import { dataText } from '#libs/dns-model'
import { describe, expect, it } from 'vitest'
import type { FileZone } from '../index.js'
import { plugin, problems, readStanzas } from '../../test/reading.js'

const ZONE = '$TTL 60\n@ SOA ns admin 1 2 3 4 5\nWWW A 10.0.0.1\n'
const FILES = {
  '/etc/coredns/db.example': ZONE,
  '/zones/db.a.org': ZONE,
  '/broken': '$TTL 1\n@ SOA ns admin 1 2 3 4 5\nwww A ten\n',
  '/no-soa': '$TTL 1\nwww A 10.0.0.1\n',
  '/foreign-soa': '$TTL 1\nother.org. SOA ns admin 1 2 3 4 5\n',
}

const names = (zones: readonly FileZone[]) =>
  zones.map((zone) => `${zone.origin} ${zone.records?.map((record) => record.name).join(' ')}`)

describe('file', () => {
  it('reads the zone for each of its zones', () => {
    const found = plugin('file', 'file db.example a.org b.org {\n reload 30s\n fallthrough b.org\n}', { files: FILES })
    expect(names(found.zones)).toEqual(['a.org. a.org. www.a.org.', 'b.org. b.org. www.b.org.'])
    expect(found.fallthrough).toEqual(['b.org.'])
    expect(found.zones[0]?.records?.map(({ data }) => dataText(data))).toEqual([
      'ns.a.org. admin.a.org. 1 2 3 4 5',
      '10.0.0.1',
    ])
  })

  it('joins the stanzas of a block', () => {
    const found = plugin('file', 'file /zones/db.a.org a.org\nfile db.example b.org {\n fallthrough\n}', {
      files: FILES,
    })
    expect([found.zones.map((zone) => zone.origin), found.fallthrough]).toEqual([['a.org.', 'b.org.'], ['.']])
  })

  it.each([
    ['root /zones\nfile db.a.org a.org', 'a.org. a.org. www.a.org.'],
    ['root /etc\nfile coredns/db.example a.org', 'a.org. a.org. www.a.org.'],
    ['file /zones/../zones/db.a.org a.org', 'a.org. a.org. www.a.org.'],
  ])('finds files by %j', (stanza, expected) => {
    expect(names(plugin('file', stanza, { files: FILES }).zones)).toEqual([expected])
  })

  it('knows nothing of a file that was not given, whatever is on the disk', () => {
    const found = plugin('file', 'file /etc/hostname a.org', { files: FILES })
    expect(found.zones).toEqual([{ origin: 'a.org.', file: '/etc/hostname' }])
    expect(problems('file /etc/hostname a.org', {}, ['warning'])).toEqual(['file-not-given 2:6'])
  })

  it.each([
    ['file', 'wrong-arguments 2:1'],
    ['file /broken a.org', 'invalid-file 3:7'],
    ['file /no-soa a.org', 'invalid-file 1:1'],
    ['file /foreign-soa a.org', 'invalid-file 1:1'],
    ['file db.example a.org {\n reload often\n}', 'invalid-value 3:9'],
  ])('refuses %j', (stanza, expected) => {
    expect(problems(stanza, { files: FILES })).toEqual([expected])
  })

  it('names the zone file in the place', () => {
    expect(readStanzas('file /broken a.org', { files: FILES }).problems[0]?.place.file).toBe('/broken')
  })

  it('does not look at the owner of the SOA before 1.15.0', () => {
    expect(problems('file /foreign-soa a.org', { files: FILES, version: '1.14.7' })).toEqual([])
  })
})
