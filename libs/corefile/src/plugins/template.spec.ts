import { describe, expect, it } from 'vitest'
import { plugin, problems } from '../../test/reading.js'

describe('template', () => {
  it('has defaults', () => {
    expect(plugin('template', 'template ANY ANY')).toEqual({
      name: 'template',
      templates: [
        {
          class: 'ANY',
          type: 'ANY',
          zones: ['.'],
          match: ['.*'],
          answer: [],
          additional: [],
          authority: [],
          rcode: 'NOERROR',
          variables: [],
          conditions: [],
          fallthrough: [],
        },
      ],
    })
  })

  it('reads all options', () => {
    const stanza = String.raw`template IN A example.org 10.0.0.0/8 {
      match "^ip-(?P<a>[0-9]*)[.]example[.]org[.]$" ^x
      match y
      answer "{{ .Name }} 60 IN A {{ \"}}\" }}" b
      additional c
      authority "{{/* \"{{\" */}} d"
      rcode NXDOMAIN
      ederror 21 "Blocked by rule"
      var half group('a') + "1"
      expr client_ip()   == '10.0.0.1'
      fallthrough example.org
      upstream
    }
    template CH TXT`
    expect(plugin('template', stanza).templates).toMatchObject([
      {
        class: 'IN',
        type: 'A',
        zones: ['example.org.', '10.in-addr.arpa.'],
        match: ['^ip-(?P<a>[0-9]*)[.]example[.]org[.]$', '^x', 'y'],
        answer: ['{{ .Name }} 60 IN A {{ "}}" }}', 'b'],
        additional: ['c'],
        authority: ['{{/* "{{" */}} d'],
        rcode: 'NXDOMAIN',
        extendedError: { code: 21, text: 'Blocked by rule' },
        variables: [{ name: 'half', expression: "group('a') + 1" }],
        conditions: ["client_ip() == '10.0.0.1'"],
        fallthrough: ['example.org.'],
      },
      { class: 'CH', type: 'TXT' },
    ])
  })

  it.each([
    ['template IN', 'wrong-arguments 2:1'],
    ['template in A', 'invalid-value 2:10'],
    ['template IN a', 'invalid-value 2:13'],
    ['template IN A {\n match\n}', 'wrong-arguments 3:2'],
    ['template IN A {\n match (\n}', 'invalid-pattern 3:8'],
    ['template IN A {\n match (?<!a)b\n}', 'invalid-pattern 3:8'],
    ['template IN A {\n answer "{{ .Name"\n}', 'invalid-value 3:9'],
    ['template IN A {\n answer "{{ `}}"\n}', 'invalid-value 3:9'],
    ['template IN A {\n rcode nxdomain\n}', 'invalid-value 3:8'],
    ['template IN A {\n ederror x\n}', 'invalid-value 3:10'],
    ['template IN A {\n ederror 1 a b\n}', 'wrong-arguments 3:14'],
    ['template IN A {\n var 1a x\n}', 'invalid-value 3:6'],
    ['template IN A {\n var name x\n}', 'invalid-value 3:6'],
    ['template IN A {\n var a\n}', 'wrong-arguments 3:2'],
    ['template IN A {\n answers x\n}', 'unknown-property 3:2'],
  ])('refuses %j', (stanza, expected) => {
    expect(problems(stanza)).toEqual([expected])
  })

  it('knows var and expr since 1.15.0', () => {
    expect(problems('template IN A {\n expr true\n}', { version: '1.14.7' })).toEqual(['needs-newer-version 3:2'])
  })

  it('is not held up by templates built to hang', () => {
    expect(problems(`template IN A {\n answer "{{${'\\"'.repeat(20_001)}"\n}`)).toEqual(['invalid-value 3:9'])
  })
})
