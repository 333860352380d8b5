/**
 * `answerQuestion` over a mix of questions as a busy cluster asks them, under kubeadm's Corefile: CPU per question, with and
 * without reasons; headless answers per record. Arguments: nodes, and `share` or `all`.
 */
import { FULL_SCOPE } from '#libs/cluster-model'
import { outcomeOf, type Question } from '#libs/dns-model'
import { answerQuestion, ANYONE, settle } from '#libs/resolver'
import type { ClusterView } from '#libs/zone'
import { Random } from '#test/generator'
import { loadedView } from './loaded-view.js'
import { CpuClock, print } from './measure.js'
import { drawMix, questionsOf } from './question-mix.js'
import { eachInOwnProcess } from './variants.js'

const QUESTIONS = 100_000
const MICROSECONDS = 1000

const args = eachInOwnProcess(import.meta.filename, [
  ['5000', 'share'],
  ['5000', 'all'],
  ['50', 'share'],
])
if (args !== undefined) measure(Number(args[0]), args[1] === 'all' ? 'all' : 'share')

function measure(nodes: number, headless: 'share' | 'all'): void {
  const { view } = loadedView({ seed: 1, nodes, headless })
  const kinds = questionsOf(view)
  const random = new Random(1)
  const mix = drawMix(kinds, QUESTIONS, random).map(fresh)
  for (const explain of [false, true]) {
    const label = explain ? 'with reasons' : 'without reasons'
    ask(view, mix.slice(0, QUESTIONS / 5), explain)
    print(`the mix, ${label}`, ask(view, mix, explain).cpu, 'us')
    for (const [kind, questions] of Object.entries(kinds)) {
      if (questions.length === 0) continue
      const { cpu, records, outcomes } = ask(view, many(questions, random), explain)
      print(`  ${kind}, ${label} (${outcomes})`, cpu, 'us')
      if (kind.includes('headless')) print('    per record', (cpu * QUESTIONS) / 5 / records, 'us')
    }
  }
}

function ask(
  view: ClusterView,
  questions: readonly Question[],
  explain: boolean,
): { cpu: number; records: number; outcomes: string } {
  const cpu = new CpuClock()
  const outcomes = new Set<string>()
  let records = 0
  cpu.run(() => {
    for (const question of questions) {
      const answer = settle(answerQuestion(view, ANYONE, question, explain ? FULL_SCOPE : undefined))
      records += answer.answer.length
      outcomes.add(outcomeOf(answer))
    }
  })
  return { cpu: (cpu.milliseconds * MICROSECONDS) / questions.length, records, outcomes: [...outcomes].join(', ') }
}

function many(questions: readonly Question[], random: Random): Question[] {
  return Array.from({ length: QUESTIONS / 5 }, () => fresh(random.pick(questions)))
}

/** The name as it comes off the wire: a new text, whose hash nobody knows yet. */
function fresh({ name, type }: Question): Question {
  return { name: Buffer.from(name, 'latin1').toString('latin1'), type }
}
