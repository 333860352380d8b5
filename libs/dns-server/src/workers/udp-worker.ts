/**
 * The entry of a worker thread: UDP sockets of its own on the addresses of the server, replies from the shared table, and all else by
 * way of the main thread. It loads neither the resolver nor anything of the cluster.
 */
import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import { NamescopeError } from '#libs/errors'
import { addressesOfInterfaces } from '../local-addresses.js'
import { TableMemory } from '../packed/table-memory.js'
import { ServedCounts } from '../served-counts.js'
import { UdpSockets } from '../udp-sockets.js'
import { QuestionQueue } from './question-queue.js'
import { seededRandom } from './seeded-random.js'
import type { FromWorker, ToWorker, WorkerStart } from './thread-protocol.js'
import { WorkerResponder } from './worker-responder.js'

const port = parentPort as NonNullable<typeof parentPort>
const start = workerData as WorkerStart
// A thread's entry is where time comes in, as a program's is.
// oxlint-disable-next-line no-restricted-properties
const now = (): number => performance.now()

function tell(message: FromWorker): void {
  port.postMessage(message)
}

const queue = new QuestionQueue(
  (batch) => tell({ kind: 'questions', batch }),
  setImmediate,
  (messages) => tell({ kind: 'dropped', messages }),
)
const responder = new WorkerResponder({
  memory: new TableMemory(start.table, start.tableSize),
  counts: new ServedCounts(start.counts),
  queue,
  random: seededRandom(start.seed),
  now,
})
const clock = {
  now,
  every: (milliseconds: number, work: () => void) => {
    const timer = setInterval(work, milliseconds)
    return () => clearInterval(timer)
  },
}
const onError = (error: Error): void => tell({ kind: 'error', error })
const listening: UdpSockets[] = []

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'answers':
      queue.onAnswers(message.batch)
      break
    case 'late-answers':
      queue.onLateAnswers(message.batch)
      break
    case 'drain':
      Promise.all(listening.map((sockets) => sockets.drain())).then(() => tell({ kind: 'drained' }), onError)
      break
  }
})

try {
  const options = { responder, reusePort: true, clock, localAddresses: addressesOfInterfaces, onError }
  for (const address of start.addresses) listening.push(await UdpSockets.open(address, options))
  tell({ kind: 'listening' })
} catch (error) {
  for (const sockets of listening) sockets.close()
  const { code, message } =
    error instanceof NamescopeError ? error : { code: 'internal' as const, message: String(error) }
  tell({ kind: 'failed', code, message })
}
