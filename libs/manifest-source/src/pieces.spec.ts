import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pieceValue } from './piece-value.js'
import { pieces } from './pieces.js'

/** Line and value of each piece. */
const read = (text: string) =>
  [...pieces(text)].map((piece) => {
    const parsed = pieceValue(piece)
    return 'error' in parsed ? [parsed.line, parsed.error] : [piece.line, parsed.value]
  })

describe('documents of a text', () => {
  it.each<[string, string, unknown[]]>([
    ['one', 'a: 1\n', [[1, { a: 1 }]]],
    [
      'several',
      'a: 1\n---\nb: 2\n---\nc: 3',
      [
        [1, { a: 1 }],
        [2, { b: 2 }],
        [4, { c: 3 }],
      ],
    ],
    [
      'with content on the line of the marker',
      '--- {a: 1}\n--- # note\nb: 2\n',
      [
        [1, { a: 1 }],
        [2, { b: 2 }],
      ],
    ],
    [
      'empty ones',
      '---\n---\n\n---\na: 1\n---\n',
      [
        [1, null],
        [2, null],
        [4, { a: 1 }],
        [6, null],
      ],
    ],
    [
      'with an end marker',
      'a: 1\n...\nb: 2\n',
      [
        [1, { a: 1 }],
        [3, { b: 2 }],
      ],
    ],
    [
      'with directives',
      '%YAML 1.2\n---\na: 1\n...\n# note\n%YAML 1.2\n---\nb: 2\n',
      [
        [1, { a: 1 }],
        [5, { b: 2 }],
      ],
    ],
    [
      'with a byte order mark',
      '\uFEFFa: 1\n---\nb: 2',
      [
        [1, { a: 1 }],
        [2, { b: 2 }],
      ],
    ],
    [
      'with Windows line ends',
      'a: 1\r\n---\r\nb: 2\r\n',
      [
        [1, { a: 1 }],
        [2, { b: 2 }],
      ],
    ],
    ['with dashes that are no marker', 'a: |\n  ---\n  b\n----: 1\n', [[1, { a: '---\nb\n', '----': 1 }]]],
    [
      'in JSON',
      '{"a": 1}\n---\n{"b": 2}\n',
      [
        [1, { a: 1 }],
        [2, { b: 2 }],
      ],
    ],
    ['in JSON with a trailing comma', '{"a": 1,}', [[1, { a: 1 }]]],
    ['in JSON that is not', '{"a": 1,\n "b": ]}', [[2, 'Flow map must end with a }']]],
  ])('%s', (_, text, expected) => {
    expect(
      read(text).map(([line, value]) => (typeof value === 'string' ? [line, value.split(':')[0]] : [line, value])),
    ).toEqual(expected)
  })

  it('says of a broken document where it is broken, and reads the others', () => {
    expect(
      read('a: 1\n---\nb: "x\nc: 1\n---\nd: [1,\n---\ne: 1\n').map(([line, value]) => [line, typeof value]),
    ).toEqual([
      [1, 'object'],
      [4, 'string'],
      [6, 'string'],
      [7, 'object'],
    ])
  })
})

const item = (name: string) => ({ kind: 'Service', metadata: { name }, text: 'a "b, ] }" \\" c\n- d' })

describe('items of a JSON List', () => {
  const list = (items: unknown[], head: object = {}) => ({
    apiVersion: 'v1',
    kind: 'List',
    ...head,
    items,
    metadata: { x: '"' },
  })

  it.each([undefined, 2])('are read one by one, whatever stands in their strings (indented by %j)', (space) => {
    const items = [item('a'), item('b'), 7, [1]]
    const text = JSON.stringify(list(items), undefined, space)
    expect(read(text).map(([, value]) => value)).toEqual(items)
    expect(read(text).map(([line]) => line)).toEqual(space === undefined ? [1, 1, 1, 1] : [5, 12, 19, 20])
  })

  it('get kind and version from a typed list', () => {
    const text = JSON.stringify(list([{ metadata: { name: 'a' } }], { kind: 'ServiceList' }))
    expect(read(text)).toEqual([[1, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }]])
  })

  it('stay together where there is no List', () => {
    for (const whole of [list([]), { kind: 'Menu', items: [1, 2] }, { spec: { items: [1] } }, [1, { items: [2] }]])
      expect(read(JSON.stringify(whole))).toEqual([[1, whole]])
  })

  it('report one broken item and read the others', () => {
    const text = '{"kind": "List", "items": [\n{"a": 1},\n{"a": },\n{"a": 3}\n]}'
    expect(read(text).map(([line, value]) => [line, typeof value])).toEqual([
      [2, 'object'],
      [3, 'object'],
      [4, 'object'],
    ])
  })

  it.each([
    ['{"kind": "List", "items": [\n{"a": 1},\n{"a": 2]}', [2, 3, 3]],
    ['{"kind": "List", "items": [\n{"a": 1}},\n{"a": 2}\n]}', [2, 2]],
    ['{"kind": "List", "items": [\n{"a": 1}\n], "x": [1}', [1]],
    ['{"kind": "List", "items": [\n{"a": 1}\n', [1]],
  ])('report brackets that do not match: %s', (text, lines) => {
    expect([...pieces(text)].map(({ line }) => line)).toEqual(lines)
    expect(read(text).filter(([, value]) => typeof value === 'string')).not.toEqual([])
  })

  it('are found wherever they stand among the keys', () => {
    const one = { a: [1] }
    for (const text of [
      '{"x": ["]"], "items": [ITEM], "kind": "List"}',
      '{"kind": "List", "items": [ITEM], "x": [{"y": []}]}',
      '{"items": [ITEM], "x": [], "kind": "List"}',
    ])
      expect(read(text.replace('ITEM', JSON.stringify(one)))).toEqual([[1, one]])
  })
})

describe('items of a large YAML List', () => {
  const padding = `# ${'x'.repeat(1000)}\n`.repeat(300)
  const body = [
    '- kind: Service',
    '  text: |',
    '    - a',
    '    items:',
    '    b',
    '-',
    '  kind: Pod',
    '# note',
    '- {kind: Job, list: [1,',
    '  2]}',
  ]
  const values = [{ kind: 'Service', text: '- a\nitems:\nb\n' }, { kind: 'Pod' }, { kind: 'Job', list: [1, 2] }]

  it.each([0, 2, 4])('are cut as the parser would, indented by %i', (indent) => {
    const lines = body.map((line) => ' '.repeat(indent) + line).join('\n')
    const text = `apiVersion: v1\nitems: # all\n${padding}${lines}\n\nkind: List\nmetadata: {}\n`
    expect(read(text)).toEqual([
      [303, values[0]],
      [308, values[1]],
      [311, values[2]],
    ])
    expect(text.length).toBeGreaterThan(256 * 1024)
  })

  it('are cut from the last key as well, and take their kind from the list', () => {
    expect(read(`kind: ServiceList\napiVersion: v1\n${padding}items:\n- metadata:\n    name: a\n- {}`)).toEqual([
      [304, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' } }],
      [306, { apiVersion: 'v1', kind: 'Service' }],
    ])
  })

  it.each(['kind: Menu\nitems:\n- a\n', 'kind: List\nitems: []\n', 'kind: List\nitems:\n', 'other: 1\n'])(
    'are not cut out of %j',
    (text) => {
      expect(read(padding + text)).toHaveLength(1)
    },
  )

  it('are the same as uncut, for any values', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.string()), { minLength: 1, maxLength: 5 }), (items) => {
        const lines = items
          .map((fields) => `- ${JSON.stringify(fields, undefined, 1).replaceAll('\n', '\n  ')}\n`)
          .join('')
        expect(read(`${padding}items:\n${lines}kind: List\n`).map(([, value]) => value)).toEqual(
          items.map((fields) => ({ ...fields })),
        )
      }),
      { numRuns: 50 },
    )
  })
})
