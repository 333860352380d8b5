import { setTimeout as sleep } from 'node:timers/promises'
import type { Configuration } from '#libs/config'
import { VERSION } from './http/build.js'
import { bannerText, exampleName } from './start/banner.js'
import { createLogger } from './start/logging.js'
import { startNamescope, type Namescope } from './start/start-namescope.js'

/** How long to wait for a first state before saying where the server listens, in milliseconds, and how often to look. */
const PATIENCE = 10_000
const LOOK_INTERVAL = 20

/**
 * Runs the all-in-one server until the signal aborts.
 * @throws NamescopeError what prevents or ends it: an option, an address in use, a source or database that can't be read
 */
export async function serve(configuration: Configuration, signal: AbortSignal): Promise<void> {
  const log = createLogger(configuration)
  const namescope = await startNamescope(configuration, log)
  const asked = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  try {
    await Promise.race([loaded(namescope), namescope.sources, asked])
    if (signal.aborted) return
    process.stdout.write(bannerOf(namescope, configuration))
    await Promise.race([namescope.sources, asked])
  } finally {
    await namescope.close()
  }
}

async function loaded({ readiness }: Namescope): Promise<void> {
  for (let waited = 0; waited < PATIENCE && readiness().status === 'not-ready'; waited += LOOK_INTERVAL) {
    await sleep(LOOK_INTERVAL)
  }
}

function bannerOf({ addresses, clusters }: Namescope, { source, auth, authTokenFile }: Configuration): string {
  const [first] = clusters.all()
  return bannerText({
    version: VERSION,
    source: source.map(({ text }) => text).join('; '),
    addresses,
    tokenFile: auth === 'token' ? authTokenFile : undefined,
    name: first === undefined ? '' : exampleName(first.current),
  })
}
