/**
 * From pages of the Kubernetes API (500 objects of real size each, dropped once slimmed) to the first view: CPU, stops of the
 * event loop, memory. Arguments: nodes, and `share` or `all` for the headless variant.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Interner, keyOf, listItems, slimObject, type ObjectChange, type SlimObject } from '#libs/cluster-model'
import { emptyView, LiveView } from '#libs/cluster-view'
import type { SyntheticKind } from '#test/generator'
import { ALL_COMPLETE } from './loaded-view.js'
import { Collections, CpuClock, EventLoopProbe, memory, Parts, print } from './measure.js'
import { producedPages, producePages } from './produced-pages.js'
import { eachInOwnProcess } from './variants.js'

const LONGEST_PART = 10
const ITEMS_PER_LOOK = 16

const args = eachInOwnProcess(import.meta.filename, [
  ['5000', 'share'],
  ['5000', 'all'],
])
if (args !== undefined) {
  const [nodes, headless, role, file] = args
  if (role === 'produce' && file !== undefined)
    await producePages({ seed: 1, nodes: Number(nodes), headless: headless === 'all' ? 'all' : 'share' }, file)
  else await load([String(nodes), String(headless), 'produce'])
}

async function load(producer: readonly string[]): Promise<void> {
  const interner = new Interner()
  const parsing = new CpuClock()
  const slimming = new CpuClock()
  const viewing = new CpuClock()
  const parts = new Parts(LONGEST_PART)
  const collections = new Collections()
  const probe = new EventLoopProbe()
  const live = new LiveView(emptyView('bench'), { now: () => performance.now(), pause: () => nextTurn() })
  let longestParse = 0
  let longestStop = 0
  let objects = 0
  let bytes = 0
  let current: SyntheticKind | undefined
  let changes: ObjectChange[] = []

  const ingest = async (): Promise<void> => {
    objects += changes.length
    parts.start()
    const coverage = ALL_COMPLETE.filter((one) => one.kind === current)
    await viewing.runAsync(() => live.ingest({ kind: 'changes', observedAt: 1, changes, coverage }))
    changes = []
  }

  for await (const { kind, text } of producedPages(import.meta.filename, producer)) {
    if (kind !== current && changes.length > 0) await ingest()
    current = kind
    bytes += text.length
    longestStop = Math.max(longestStop, await probe.longest())
    const page = parsing.run(() => [...(listItems(JSON.parse(text)) ?? [])])
    longestParse = Math.max(longestParse, await probe.longest())
    parts.start()
    for (let next = 0; next < page.length;) {
      const first = next
      next = slimming.run(() => slimSome(page, first, changes, interner, parts))
      await parts.pause()
    }
  }
  await ingest()
  longestStop = Math.max(longestStop, await probe.longest())

  const { longest, total } = collections.read()
  const peak = memory().peak
  globalThis.gc?.()
  print('objects', objects)
  print('JSON', bytes / 1e6, 'MB')
  print('parsing, CPU', parsing.milliseconds, 'ms')
  print('parsing, longest stop of the event loop', longestParse, 'ms')
  print('parsed objects to slim objects, CPU', slimming.milliseconds, 'ms')
  print('slim objects to view, CPU', viewing.milliseconds, 'ms')
  print('parsed objects to first view, CPU', slimming.milliseconds + viewing.milliseconds, 'ms')
  print('the same, longest stop of the event loop', longestStop, 'ms')
  print('longest garbage collection', longest, 'ms')
  print('all garbage collection (parsing included)', total, 'ms')
  print('RSS peak (VmHWM)', peak, 'MB')
  print('RSS steady', memory().now, 'MB')
  print('heap used', process.memoryUsage().heapUsed / 2 ** 20, 'MB')
  print('heap held', process.memoryUsage().heapTotal / 2 ** 20, 'MB')
}

/** Slims objects until the part is over, dropping each; returns where it stopped. */
function slimSome(page: unknown[], first: number, changes: ObjectChange[], interner: Interner, parts: Parts): number {
  let next = first
  do {
    const after = slimmed(page[next], interner)
    page[next++] = undefined
    changes.push({ key: keyOf(after), after })
  } while (next < page.length && (next % ITEMS_PER_LOOK !== 0 || !parts.isOver))
  return next
}

function slimmed(raw: unknown, interner: Interner): SlimObject {
  const result = slimObject(raw, { interner })
  if ('object' in result) return result.object
  throw new Error(`not slimmed: ${JSON.stringify(result)}`)
}
