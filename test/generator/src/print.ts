/**
 * `node dist/test/generator/src/print.js [nodes] [seed] [share|all] [--objects]` prints what a synthetic cluster consists of; with
 * `--objects` the objects themselves, padded to their real size, as `kubectl get -o json` would.
 */
import { countCluster } from './counts.js'
import { LoadCluster } from './load-cluster.js'
import { rawObject } from './raw-object.js'

const [nodes = '5000', seed = '1', headless = 'share', form] = process.argv.slice(2)
const cluster = new LoadCluster({
  nodes: Number(nodes),
  seed: Number(seed),
  headless: headless === 'all' ? 'all' : 'share',
})

if (form === '--objects') {
  process.stdout.write('{"apiVersion":"v1","kind":"List","items":[')
  let separator = '\n'
  for (const object of cluster.objects()) {
    process.stdout.write(separator + JSON.stringify(rawObject(object, { padded: true })))
    separator = ',\n'
  }
  process.stdout.write('\n]}\n')
} else {
  console.log(JSON.stringify({ ...cluster.shape, ...countCluster(cluster) }, undefined, 2))
}
