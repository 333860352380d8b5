import { main } from './cli.js'
import { streamOutput } from './stream-output.js'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort())
// Whoever reads the output may stop early (`| head`): nobody is left to be told anything.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

process.exitCode = await main(process.argv.slice(2), {
  stdout: streamOutput(process.stdout, interrupted.signal),
  stderr: streamOutput(process.stderr, interrupted.signal),
  stdin: process.stdin,
  env: process.env,
  signal: interrupted.signal,
  now: Date.now,
})
