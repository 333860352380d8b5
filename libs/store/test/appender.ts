/**
 * A process that appends to the database given as its argument until it is killed, and prints the number of each commit once
 * it is told that it is durable.
 */
import { applyChanges, EMPTY_STATE } from '#libs/cluster-model'
import { commitForwards } from '#libs/commit-log'
import { openStore } from '../src/index.js'
import { History, NOW, podOf } from './history.js'

const store = await openStore({ url: process.argv[2]!, now: () => NOW })
await store.registerCluster({ name: 'prod', source: 'test' })
const base = await store.beginEpoch('prod')
let state = EMPTY_STATE
for await (const logged of (await store.loadLatest('prod')).commits) {
  state = applyChanges(state, commitForwards(state, logged).changes)
}
const history = new History(base, state)
for (;;) {
  // Groups of small commits, and now and then one that takes many statements.
  const commits = Array.from({ length: (history.number % 7) + 1 }, () => history.commit(podsAt(history.number + 1)))
  await Promise.all(
    commits.map(async (commit) => {
      await store.append([commit])
      process.stdout.write(`${commit.revision.number}\n`)
    }),
  )
}

/** The pods that commit `number` touches: each of them says so. */
function podsAt(number: number): ReturnType<typeof podOf>[] {
  const count = number % 10 === 0 ? 1200 : 2
  return Array.from({ length: count }, (_, i) => podOf(i, { labels: { commit: String(number) } }))
}
