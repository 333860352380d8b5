import { describe, expect, it } from 'vitest'
import { plugin, problems } from '../../test/reading.js'

const ZONE = '$TTL 60\n@ SOA ns admin 1 2 3 4 5\nWWW A 10.0.0.1\n'
const FILES = {
  '/zones/db.a.org': ZONE,
  '/zones/deeper/db.b.org': ZONE,
  '/zones/db.c.net': ZONE,
  '/zones/readme': 'no zone',
  '/zones/db.bad.org': 'x',
}

describe('auto', () => {
  const stanza = 'auto org {\n directory /zones\n}'

  it('takes the zones from the names of the files', () => {
    expect(
      plugin('auto', stanza, { files: FILES }).zones.map(
        (zone) => `${zone.origin} ${zone.file} ${zone.records?.length}`,
      ),
    ).toEqual(['a.org. /zones/db.a.org 2', 'b.org. /zones/deeper/db.b.org 2'])
    expect(problems(stanza, { files: FILES }, ['warning'])).toEqual(['invalid-file 1:1'])
  })

  it('takes them by a pattern', () => {
    const found = plugin('auto', 'auto {\n directory /zones db\\.(\\w+)\\.net {1}.example\n}', { files: FILES })
    expect(found.zones.map((zone) => zone.origin)).toEqual(['c.example.'])
  })

  it.each([
    ['auto {\n directory\n}', 'wrong-arguments 3:2'],
    ['auto {\n directory /zones (\n}', 'wrong-arguments 3:2'],
    ['auto {\n directory /zones ( x\n}', 'invalid-pattern 3:19'],
    ['auto {\n reload -1s\n}', 'invalid-value 3:9'],
  ])('refuses %j', (text, expected) => {
    expect(problems(text, { files: FILES })).toEqual([expected])
  })

  it('warns when nothing of the folder was given', () => {
    expect(problems('auto {\n directory /elsewhere\n}', { files: FILES }, ['warning'])).toEqual(['file-not-given 3:12'])
  })
})
