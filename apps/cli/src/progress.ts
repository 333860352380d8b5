import type { Io } from './io.js'

/** Anything shorter passes without a word, in milliseconds. */
const PATIENCE = 1000
const CLEAR_LINE = '\r\u001b[K'

/** Waits for the work; when it takes longer than a second and a person is watching, says what is going on and for how long. */
export async function withProgress<T>(io: Io, what: string, work: Promise<T>): Promise<T> {
  if (!io.stderr.isTTY) return work
  const started = io.now()
  let shown = false
  const timer = setInterval(() => {
    shown = true
    io.stderr.write(`${CLEAR_LINE}${what} ... ${Math.round((io.now() - started) / 1000)}s`)
  }, PATIENCE)
  try {
    return await work
  } finally {
    clearInterval(timer)
    if (shown) io.stderr.write(CLEAR_LINE)
  }
}
