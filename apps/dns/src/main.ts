import { startQuietly } from './quiet-start.js'

const endQuiet = startQuietly()
const { run } = await import('./run.js')
await run(process.argv.slice(2), endQuiet)
