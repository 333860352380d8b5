import { VARIABLE_PREFIX } from './option-names.js'
import { requireOption, type Setting } from './setting.js'

/**
 * What Kubernetes puts into the environment of every pod for a Service named `namescope` or `namescope-dns` in its namespace,
 * such as `NAMESCOPE_SERVICE_HOST` and `NAMESCOPE_PORT_8080_TCP_ADDR`. No option may have a name of this form.
 */
const SERVICE_LINK = /_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/

/** The same for `NAMESCOPE_PORT`, known by its value: `NAMESCOPE_DNS_PORT=53` is somebody's mistake. */
const SERVICE_LINK_VALUE = /^(tcp|udp|sctp):\/\//

/** Read by the project's own tests, not by the product. */
const TEST_VARIABLE = /^NAMESCOPE_(CONFORMANCE$|TEST_)/

/**
 * The settings among environment variables. An empty variable is one that is not set, as compose files and shells leave it.
 * @throws NamescopeError `invalid-configuration` for a `NAMESCOPE_*` variable that is no option
 */
export function environmentSettings(environment: Readonly<Record<string, string | undefined>>): Setting[] {
  const settings: Setting[] = []
  for (const [variable, text] of Object.entries(environment)) {
    if (text === undefined || text === '' || !isOptionVariable(variable, text)) continue
    const name = variable.slice(VARIABLE_PREFIX.length).toLowerCase().replaceAll('_', '-')
    const place = { field: variable }
    const option = requireOption(name, variable, place, (nearest) => nearest.variable)
    settings.push({ option, text, written: variable, place })
  }
  return settings
}

/** True for the variables that must be options, or are mistakes. */
export function isOptionVariable(variable: string, text = ''): boolean {
  if (!variable.startsWith(VARIABLE_PREFIX) || SERVICE_LINK.test(variable) || TEST_VARIABLE.test(variable)) return false
  return !(variable.endsWith('_PORT') && SERVICE_LINK_VALUE.test(text))
}
