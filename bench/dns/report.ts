import type { Detail, Figure } from './benchmark.js'

const DETAIL_HEADER = [
  'load',
  'server',
  'CPU µs',
  'user µs',
  'answers/s',
  'p50 µs',
  'p99 µs',
  'silence ms',
  'lost',
  'RSS MB',
]

/** What was measured, as tables that a terminal and a Markdown page show alike. */
export function reportText(figures: readonly Figure[], details: readonly Detail[], leftOut: readonly string[]): string {
  const figureRows = figures.map(({ what, value, unit, goal }) => [
    what,
    `${short(value)} ${unit}`,
    goalText(goal),
    verdict(value, goal),
  ])
  const detailRows = details.map((row) => [
    row.scenario,
    row.server,
    ...[row.cpu, row.user, row.rate, row.p50, row.p99, row.silence / 1000, row.lost, row.memory].map(short),
  ])
  return [
    ...(figures.length > 0 ? [table(['figure', 'got', 'goal', ''], figureRows)] : []),
    ...(details.length > 0 ? [table(DETAIL_HEADER, detailRows)] : []),
    ...(leftOut.length > 0 ? [['Left out:', ...leftOut.map((what) => `- ${what}`)].join('\n')] : []),
  ].join('\n\n')
}

function goalText(goal: Figure['goal']): string {
  return goal === undefined ? '' : `${goal.atLeast ? 'at least' : 'at most'} ${short(goal.limit)}`
}

function verdict(value: number, goal: Figure['goal']): string {
  if (goal === undefined) return ''
  return (goal.atLeast ? value >= goal.limit : value <= goal.limit) ? 'met' : '**missed**'
}

function short(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: false })
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}
