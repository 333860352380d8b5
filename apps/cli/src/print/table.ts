/** One column of a table of `Row`s. */
export interface Column<Row> {
  readonly header: string
  cell(row: Row): string
  /** Only in `-o wide`. */
  readonly wide?: true
}

/** What separates two columns, as in kubectl. */
const GAP = '   '

/**
 * A table that may come in pages: the header is written once, and columns only ever grow wider, so that a million rows need no
 * second pass. Lines have no trailing blanks.
 */
export class Table<Row> {
  private readonly columns: readonly Column<Row>[]
  private readonly widths: number[]
  private begun = false

  constructor(columns: readonly Column<Row>[], { wide }: { readonly wide: boolean }) {
    this.columns = columns.filter((column) => wide || column.wide !== true)
    this.widths = this.columns.map(({ header }) => header.length)
  }

  /** These rows as text, with the header ahead of the first ones; empty for no rows. */
  page(rows: readonly Row[]): string {
    if (rows.length === 0) return ''
    const cells = rows.map((row) => this.columns.map((column) => column.cell(row)))
    for (const line of cells) line.forEach((cell, i) => (this.widths[i] = Math.max(this.widths[i] ?? 0, cell.length)))
    const lines = this.begun ? cells : [this.columns.map(({ header }) => header), ...cells]
    this.begun = true
    return lines.map((line) => this.line(line)).join('')
  }

  private line(cells: readonly string[]): string {
    return `${cells
      .map((cell, i) => cell.padEnd(this.widths[i] ?? 0))
      .join(GAP)
      .trimEnd()}\n`
  }
}

/** The whole of a small table. */
export function tableText<Row>(columns: readonly Column<Row>[], rows: readonly Row[], wide = false): string {
  return new Table(columns, { wide }).page(rows)
}

/** Facts by name, one a line, their values below each other. */
export function factsText(facts: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...facts.map(([name]) => name.length)) + 1
  return facts.map(([name, value]) => `${`${name}:`.padEnd(width)}${GAP}${value}\n`).join('')
}
