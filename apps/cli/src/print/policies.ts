import type { Direction, PolicySummary } from '#libs/network-policy'
import type { Column } from './table.js'

/** Pods that a row of the table names; `-o wide` names all. */
const NAMED_PODS = 2

/** The columns of the table of policies. */
export function policyColumns(wide: boolean): readonly Column<PolicySummary>[] {
  return [
    { header: 'NAMESPACE', cell: ({ namespace }) => namespace },
    { header: 'NAME', cell: ({ name }) => name },
    { header: 'ISOLATES', cell: ({ isolates }) => isolates.join(',') || '<none>' },
    { header: 'PODS', cell: ({ pods }) => podsText(pods, wide ? pods.length : NAMED_PODS) },
    { header: 'RULES', cell: rulesText },
    { header: 'NOTES', cell: (policy) => notesOf(policy).join('; ') },
  ]
}

function podsText(pods: readonly string[], named: number): string {
  if (pods.length === 0) return '<none>'
  const rest = pods.length - named
  return [...pods.slice(0, named), ...(rest > 0 ? [`+${rest} more`] : [])].join(',')
}

function rulesText({ isolates, rules }: PolicySummary): string {
  const countOf = (direction: Direction): number => rules.filter((rule) => rule.direction === direction).length
  return isolates.map((direction) => `${countOf(direction)} ${direction.toLowerCase()}`).join(',') || '<none>'
}

/** What is there without any effect. */
function notesOf({ pods, rules }: PolicySummary): string[] {
  return [
    ...(pods.length === 0 ? ['selects no pod'] : []),
    ...rules.flatMap(({ direction, rule, matchesNothing }) =>
      matchesNothing === undefined
        ? []
        : [`${direction.toLowerCase()} rule ${rule} matches nothing: ${matchesNothing}`],
    ),
  ]
}
