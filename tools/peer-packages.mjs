import { spawnSync } from 'node:child_process'

/** The programs that the suite of peers looks for, each with Debian's package that has it. */
const PACKAGES = {
  dig: 'bind9-dnsutils',
  host: 'bind9-host',
  'named-checkzone': 'bind9-utils',
  kdig: 'knot-dnsutils',
  drill: 'ldnsutils',
  busybox: 'busybox',
  cc: 'gcc',
  'musl-gcc': 'musl-tools',
  ip: 'iproute2',
}

/**
 * Installs the missing programs where we may (root, with apt-get); elsewhere says which are missing, and the tests that need them skip
 * themselves.
 */
export function installPeers() {
  const missing = Object.entries(PACKAGES).filter(([program]) => !isThere(program))
  if (missing.length === 0) return
  const packages = missing.map(([, name]) => name)
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    console.error(
      `namescope: not installed, so their tests are skipped: ${missing.map(([program]) => program).join(', ')}`,
    )
    return
  }
  console.error(`namescope: installing ${packages.join(', ')} ...`)
  if (!apt('install', ...packages) && !(apt('update') && apt('install', ...packages)))
    console.error('namescope: apt-get could not install them; their tests are skipped')
}

function apt(/** @type {string} */ command, /** @type {string[]} */ ...packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status } = spawnSync('apt-get', [command, '-y', '--no-install-recommends', ...packages], {
    env,
    stdio: 'ignore',
  })
  return status === 0
}

function isThere(/** @type {string} */ program) {
  return spawnSync('which', [program]).status === 0
}
