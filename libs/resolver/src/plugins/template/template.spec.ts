import { describe, expect, it } from 'vitest'
import { answerUnder, askUnder } from '../../../test/ask-under.js'

/** A block with one template that answers TXT (unless its lines say otherwise), and a hosts plugin behind. */
function under(lines: readonly string[], head = 'IN ANY x'): string {
  return `. {\n metadata\n template ${head} {\n${lines.map((line) => `  ${line}\n`).join('')} }\n hosts {\n 10.0.0.1 a.x target.y\n }\n}\n`
}

/** The line of a template with its quotes escaped. */
function answer(template: string, section = 'answer'): string {
  return `${section} "${template.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** The text of a TXT record that this template text gives for `web.app.x. TXT`. */
function render(text: string, lines: readonly string[] = []): string {
  const txt = answer(`{{ .Name }} 60 IN TXT "${text}"`)
  const [code, record] = askUnder(
    under([String.raw`match ^(?P<host>\w+)\.(?P<app>\w+)\.x\.$`, ...lines, txt]),
    'Web.app.x. TXT',
  )
  return record === undefined ? (code as string) : (/"(.*)"$/.exec(record)?.[1] as string)
}

describe('what a template can say', () => {
  it.each([
    ['{{ .Name }} {{ .Type }} {{ .Class }} {{ .Zone }} {{ .Remote }}', 'web.app.x. TXT IN x. 10.1.0.40'],
    ['{{ index .Match 1 }} {{ index .Match 0 }} {{ len .Match }}', 'web web.app.x. 3'],
    ['{{ .Group.host }} {{ index .Group `app` }} {{ .Group.none }}|{{ index .Group `none` }}', 'web app <no value>|'],
    ['{{ .Question.Name }} {{ .Question.Qtype }} {{ (index .Message.Question 0).Qclass }}', 'Web.app.x. 16 1'],
    ['{{ .Meta `view/name` }}{{ .Meta `kubernetes/service` }}-', '-'],
    ['{{ .Match }} {{ .Group }}', '[web.app.x. web app] map[0:web.app.x. 1:web 2:app app:app host:web]'],
    ['{{ if eq .Type `A` }}a{{ else if eq .Type `TXT` `MX` }}b{{ else }}c{{ end }}', 'b'],
    ['{{ with .Group.none }}a{{ else }}b{{ end }}{{ with .Group.host }}{{ . }}{{ end }}', 'bweb'],
    [
      '{{ range $i, $m := .Match }}{{ $i }}{{ $m }};{{ end }}{{ range .Group }}.{{ end }}{{ range 3 }}{{ . }}{{ end }}',
      '0web.app.x.;1web;2app;.....012',
    ],
    ['{{ if .Group.host }}{{ .Type }}{{ end }}', 'TXT'],
    ['{{ range $k, $v := .Var }}{{ $k }}{{ else }}none{{ end }}', 'none'],
    ['{{ $x := .Group.host }}{{ if true }}{{ $x = `y` }}{{ $z := 1 }}{{ end }}{{ $x }}{{ $.Type }}', 'yTXT'],
    ['{{ .Group.host | printf `%s-%s` `a` }} {{ (printf `%d` 5) | len }}', 'a-web 1'],
    ['{{- /* gone */ -}}  a {{- ` b ` -}} c', 'a b c'],
    [
      '{{ and 1 0 2 }} {{ or `` `x` }} {{ not 0 }} {{ lt 1 2 }} {{ ge 2 3 }} {{ ne `a` `b` }} {{ le 2 2 }} {{ gt `b` `a` }}',
      '0 x true true false true true true',
    ],
    ['{{ slice .Group.host 1 3 }} {{ slice .Match 1 }} {{ print 1 2 `a` 3 }}', 'eb [web app] 1 2a3'],
    [
      '{{ parseInt `ff` 16 8 }} {{ parseInt `0x1f` 0 0 }} {{ parseInt `18446744073709551615` 10 64 }}',
      '255 31 18446744073709551615',
    ],
    [
      '{{ printf `%x %X %o %b %c %05d %+d %v %t %5s %-3d| %%` 255 255 8 5 65 42 7 `v` true `a` 3 }} {{ printf `%q` `q` | len }}',
      'ff FF 10 101 A 00042 +7 v true     a 3  | % 3',
    ],
    [
      '{{ printf `%d` `s` }} {{ printf `%s` 5 }} {{ printf `%d` }} {{ printf `x` 1 }} {{ printf `%[2]s` `a` `b` }}',
      '%!d(string=s) %!s(int=5) %!d(MISSING) x%!(EXTRA int=1) b',
    ],
    ['{{ true }}{{ nil | print }}{{ 0x10 }}{{ 1_000 }}{{ 010 }}', 'true<nil>1610008'],
  ])('%s', (text, expected) => {
    expect(render(text)).toBe(expected)
  })

  it.each([
    '{{ index .Match 9 }}',
    '{{ parseInt `x` 10 8 }}',
    '{{ parseInt `256` 10 8 }}',
    '{{ len 5 }}',
    '{{ lt 1 `a` }}',
    '{{ .Name.Field }}',
    '{{ `a` 1 }}',
    '{{ slice .Name 9 2 }}',
    '{{ .Meta 1 }}',
  ])('fails as CoreDNS does: %s', (text) => {
    expect(render(text)).toBe('SERVFAIL')
  })

  it.each([
    ['{{ html .Name }}', 'undecidable: the function "html" of a template'],
    ['{{ .Message.Answer }}', 'undecidable: the field .Answer of a template'],
    ['{{ .Message.Id }}', 'undecidable: message id'],
    ['{{ template `x` }}', 'undecidable: "template" in a template'],
    ['{{ $nobody }}', 'undecidable: the variable $nobody of a template'],
    ['{{ if true }}{{ $z := 1 }}{{ end }}{{ $z }}', 'undecidable: the variable $z of a template'],
    ['{{ if true }}', 'undecidable: a template without the "end" of its if'],
    ['{{ end }}', 'undecidable: an "end" or "else" in a template that closes nothing'],
    ['{{ .Question }}', 'undecidable: a whole message or question printed by a template'],
    ['{{ printf `%f` 1 }}', 'undecidable: the format %f of a template'],
    ['{{ ? }}', 'undecidable: "? }}"" in a template'],
  ])('names what it does not know: %s', (text, expected) => {
    expect(render(text)).toBe(expected)
  })

  it.each([
    ['{{ range 5000 }}{{ range 5000 }}{{ end }}{{ end }}', 'undecidable: a template of more than 10000 steps'],
    ['{{ range 100000 }}{{ end }}', 'undecidable: a template of more than 10000 steps'],
    [`{{ range 900 }}${'x'.repeat(200)}{{ end }}`, 'undecidable: a template that writes more than 100000 characters'],
    ['{{ printf `%100000d` 1 }}', 'undecidable: a template that formats a field wider than 1000 characters'],
    [`{{ ${'('.repeat(60)}1${')'.repeat(60)} }}`, 'undecidable: a template nested more than 50 deep'],
    [`${'{{ if true }}'.repeat(60)}${'{{ end }}'.repeat(60)}`, 'undecidable: a template nested more than 50 deep'],
    ['{{ 1 }}'.repeat(600), 'undecidable: a template of more than 1000 words'],
  ])('bounds its work', (text, expected) => {
    expect(render(text)).toBe(expected)
  })
})

describe('which template answers', () => {
  const a = answer('{{ .Name }} 60 IN A 10.1.1.1')

  it.each<[head: string, lines: string[], question: string, expected: string[]]>([
    ['IN A x', [a], 'a.x. A', ['NOERROR aa', 'a.x. 60 A 10.1.1.1']],
    ['IN A x', [a], 'a.x. TXT', ['NOERROR aa']],
    ['IN A x', [a], 'a.x. ANY', ['NOERROR aa', 'a.x. 60 A 10.1.1.1']],
    ['CH A x', [a], 'a.x. A', ['NOERROR aa', 'a.x. 3600 A 10.0.0.1']],
    ['IN A z', [a], 'a.x. A', ['NOERROR aa', 'a.x. 3600 A 10.0.0.1']],
    ['IN A x', ['match ^b', a], 'a.x. A', ['SERVFAIL']],
    ['IN A x', ['match ^b', a, 'fallthrough'], 'a.x. A', ['NOERROR aa', 'a.x. 3600 A 10.0.0.1']],
    ['IN A x', ['match ^b', a, 'fallthrough z'], 'a.x. A', ['SERVFAIL']],
    ['IN A x', ['match ^b ^a', a], 'a.x. A', ['NOERROR aa', 'a.x. 60 A 10.1.1.1']],
    [
      'IN ANY x',
      ['rcode NXDOMAIN', answer('x. 60 IN SOA ns.x. h.x. (1 2 3 4 5)', 'authority')],
      'b.x. A',
      ['NXDOMAIN aa', '! x. 60 SOA ns.x. h.x. 1 2 3 4 5'],
    ],
    ['IN ANY x', ['rcode SERVFAIL'], 'b.x. A', ['SERVFAIL']],
    ['IN ANY x', ['rcode NXRRSET'], 'b.x. A', ['NXRRSET aa']],
    ['IN ANY x', ['rcode DSOTYPENI'], 'b.x. A', ['undecidable: response code DSOTYPENI']],
    ['IN ANY x', [answer('nonsense')], 'b.x. A', ['SERVFAIL']],
    // Nothing in a record's place: with A CoreDNS panics, else it can't pack the reply.
    ['IN ANY x', [answer('{{ if false }}x{{ end }}')], 'b.x. A', ['SERVFAIL']],
    ['IN ANY x', [answer('{{ if false }}x{{ end }}')], 'b.x. TXT', ['dropped']],
    [
      'IN ANY x',
      [answer('{{ .Name }} 60 IN CNAME target.y.'), a],
      'b.x. A',
      ['NOERROR aa', 'b.x. 60 CNAME target.y.', 'target.y. 3600 A 10.0.0.1', 'b.x. 60 A 10.1.1.1'],
    ],
    ['IN ANY x', [answer('{{ .Name }} 60 IN CNAME target.y.')], 'b.x. TXT', ['NOERROR aa', 'b.x. 60 CNAME target.y.']],
    ['IN ANY x', ["expr type() == 'A'", a], 'b.x. A', ['NOERROR aa', 'b.x. 60 A 10.1.1.1']],
    ['IN ANY x', ["expr type() == 'A'", a], 'b.x. TXT', ['SERVFAIL']],
    ['IN ANY x', ["expr type() == 'A'", a, 'fallthrough'], 'a.x. TXT', ['NOERROR aa']],
    ['IN ANY x', ['expr 1 / 2', a, 'fallthrough'], 'a.x. A', ['NOERROR aa', 'a.x. 3600 A 10.0.0.1']],
    ['IN ANY x', ["expr int('x') > 1", a, 'fallthrough'], 'a.x. A', ['SERVFAIL']],
    [
      'IN A x',
      ['match ^(.)', "var n upper(group(1)) + 'z'", answer('{{ .Var.n }}. 60 IN A 10.1.1.1')],
      'b.x. A',
      ['NOERROR aa', 'Bz. 60 A 10.1.1.1'],
    ],
    ['IN A x', ["var n int('x')", a, 'fallthrough'], 'b.x. A', ['SERVFAIL']],
    ['IN A x', ['var n groupBy([1])', a], 'b.x. A', ['undecidable: the function "groupBy" of an expression']],
    [
      'IN A x',
      ['match ^(.)', answer('{{ .Name }} 60 IN A 10.1.1.1'), answer('{{ .Name }} 60 IN TXT more', 'additional')],
      'b.x. A',
      ['NOERROR aa', 'b.x. 60 A 10.1.1.1', '+ b.x. 60 TXT "more"'],
    ],
  ])('%s %j: %s', (head, lines, question, expected) => {
    expect(askUnder(under(lines, head), question)).toEqual(expected)
  })

  it('carries an extended error', () => {
    const { extendedError } = answerUnder(under(['rcode REFUSED', 'ederror 15 "not here"']), 'b.x. A')
    expect(extendedError).toEqual({ code: 15, text: 'not here' })
  })

  it('bounds the look-ups of aliases that lead back', () => {
    const twice = answer('{{ .Name }} 60 IN CNAME a{{ .Name }}')
    const { undecidable, reasons } = answerUnder(under([twice, twice, twice]), 'b.x. A')
    expect(undecidable).toBe('end of a chain of look-ups')
    expect(reasons?.some(({ code }) => code === 'too-many-look-ups')).toBe(true)
  })

  it('tells which template it was', () => {
    expect(answerUnder(under([a]), 'b.x. A').reasons).toEqual([
      { code: 'template', text: 'template (Corefile:3) makes this answer.' },
    ])
  })
})
