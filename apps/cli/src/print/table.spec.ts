import { describe, expect, it } from 'vitest'
import { factsText, Table, tableText, type Column } from './table.js'

const COLUMNS: readonly Column<{ name: string; data: string }>[] = [
  { header: 'NAME', cell: ({ name }) => name },
  { header: 'DATA', cell: ({ data }) => data },
  { header: 'LENGTH', cell: ({ data }) => String(data.length), wide: true },
]

describe('Table', () => {
  it('makes columns as wide as their widest cell, without trailing blanks', () => {
    const rows = [
      { name: 'web', data: '10.96.50.100' },
      { name: 'web-with-a-name', data: '::1' },
    ]
    expect(tableText(COLUMNS, rows)).toBe(
      'NAME              DATA\nweb               10.96.50.100\nweb-with-a-name   ::1\n',
    )
  })

  it('adds the wide columns only when asked', () => {
    expect(tableText(COLUMNS, [{ name: 'a', data: 'b' }], true)).toBe('NAME   DATA   LENGTH\na      b      1\n')
  })

  it('writes the header once over several pages, and never narrows a column', () => {
    const table = new Table(COLUMNS, { wide: false })
    expect(table.page([{ name: 'long-name', data: 'x' }])).toBe('NAME        DATA\nlong-name   x\n')
    expect(table.page([{ name: 'a', data: 'y' }])).toBe('a           y\n')
  })

  it('has no header without rows', () => {
    expect(tableText(COLUMNS, [])).toBe('')
  })
})

describe('factsText', () => {
  it('writes the values below each other', () => {
    expect(
      factsText([
        ['Cluster', 'tour'],
        ['Lag', 'none'],
      ]),
    ).toBe('Cluster:   tour\nLag:       none\n')
  })
})
