import type { ForwardPlugin } from '#libs/corefile'
import { parseTarget, type Target } from './target.js'

/** An upstream that the operator names: a server, or a resolv.conf of this machine. */
export type UpstreamChoice = { readonly host: string; readonly port: number } | { readonly file: string }

/**
 * The targets of a forward stanza. A path in a Corefile is never opened on our disk: whoever may write the Corefile does not
 * thereby choose what is read here. What the operator has chosen stands in for such a path, and for all that `forward .` names;
 * the servers of a stub zone stay, because nobody else knows the zone. `undefined` when nothing is left that may be asked.
 */
export function chosenTargets(
  { from, to }: ForwardPlugin,
  choices: readonly UpstreamChoice[] | undefined,
): readonly Target[] | undefined {
  const chosen = choices?.map(targetOf)
  if (from === '.' && chosen !== undefined) return chosen
  const targets = to.map(parseTarget).flatMap((target) => (target.kind === 'file' ? (chosen ?? []) : target))
  return targets.length === 0 ? undefined : targets
}

function targetOf(choice: UpstreamChoice): Target {
  return 'file' in choice
    ? { kind: 'file', path: choice.file }
    : { kind: 'server', server: { protocol: 'dns', ...choice } }
}
