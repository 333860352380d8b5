/**
 * Prints what a synthetic cluster consists of: `node dist/test/generator/src/print.js [nodes] [seed] [share|all]`. With a fourth
 * argument, `json`, it writes the objects themselves as the Kubernetes API shows them, one a line.
 */
import { countCluster } from './counts.js'
import { LoadCluster } from './load-cluster.js'

const [nodes = '5000', seed = '1', headless = 'share'] = process.argv.slice(2)
const cluster = new LoadCluster({
  nodes: Number(nodes),
  seed: Number(seed),
  headless: headless === 'all' ? 'all' : 'share',
})
console.log(JSON.stringify({ ...cluster.shape, ...countCluster(cluster) }, undefined, 2))
