/**
 * Feeds the DNS codec ten million mutated messages, or as many as asked for: `node dist/bench/dns-wire-fuzz.js [COUNT] [SEED]`.
 * Ends with exit code 1 and the message at the first that crashes it or breaks a rule of `test/wire-fuzzer`.
 */
import { performance } from 'node:perf_hooks'
import { fuzzWire } from '#test/wire-fuzzer'
import { print } from './measure.js'

const BATCH = 100_000

const count = Number(process.argv[2] ?? 10_000_000)
const seed = Number(process.argv[3] ?? 1)
let longest = 0
let done = 0
for (let batch = 0; done < count && process.exitCode === undefined; batch++) {
  const size = Math.min(BATCH, count - done)
  const start = performance.now()
  const failure = fuzzWire(seed + batch, size)
  longest = Math.max(longest, performance.now() - start)
  done += size
  if (failure !== undefined) {
    console.error(`seed ${seed + batch}: ${failure.rule}\n${failure.hex}`)
    process.exitCode = 1
  }
}
print('messages', done)
print(`slowest ${BATCH}`, longest, 'ms')
