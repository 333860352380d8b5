import { describe, expect, it } from 'vitest'
import { plugin, problems } from '../../test/reading.js'

const FILES = {
  '/hosts': '# local\n127.0.0.1 localhost Host.Example.org # end\nfe80::1%eth0 v6.example.org\nnonsense x\n10.0.0.1\n',
}

describe('hosts', () => {
  it('reads the file, then the lines of the block', () => {
    expect(
      plugin('hosts', 'hosts /hosts example.org {\n 10.0.0.9 Inline.example.org other.net\n}', { files: FILES }),
    ).toEqual({
      name: 'hosts',
      zones: ['example.org.'],
      entries: [
        { address: '127.0.0.1', names: ['host.example.org.'] },
        { address: 'fe80::1', names: ['v6.example.org.'] },
        { address: '10.0.0.9', names: ['inline.example.org.'] },
      ],
      ttl: 3600,
      reverse: true,
      fallthrough: [],
      fallthroughUnsupported: false,
      file: '/hosts',
      fileMissing: false,
    })
  })

  it('reads its options', () => {
    const stanza =
      'hosts {\n 10.0.0.1 *.a.org\n ttl 60\n no_reverse\n reload 0s\n fallthrough a.org\n fallthrough_unsupported\n}'
    expect(plugin('hosts', stanza)).toMatchObject({
      entries: [{ address: '10.0.0.1', names: ['*.a.org.'] }],
      ttl: 60,
      reverse: false,
      fallthrough: ['a.org.'],
      fallthroughUnsupported: true,
      file: '/etc/hosts',
      fileMissing: true,
    })
  })

  it.each([
    ['hosts {\n ttl 0\n}', 'invalid-value 3:6'],
    ['hosts {\n ttl 65536\n}', 'invalid-value 3:6'],
    ['hosts {\n reload 5\n}', 'invalid-value 3:9'],
    ['hosts {\n fallthrough\n 10.0.0.1 a\n}', 'unknown-property 4:2'],
    ['hosts {\n fallthrough_unsupported\n}', 'conflicting-options 2:1'],
    ['hosts\nhosts', 'repeated-plugin 3:1'],
  ])('refuses %j', (stanza, expected) => {
    expect(problems(stanza)).toEqual([expected])
  })

  it('says what is not known', () => {
    expect(problems('hosts', {}, ['note', 'warning'])).toEqual(['file-not-given 2:1'])
    expect(problems('hosts /etc/hosts', {}, ['warning'])).toEqual(['file-not-given 2:7'])
  })
})
