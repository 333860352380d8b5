import { NamescopeError } from '#libs/errors'
import { environmentSettings } from './environment-settings.js'
import { flagSettings, type Flags } from './flag-settings.js'
import { SCHEMA, type Configuration, type OptionKey } from './options.js'
import { OPTIONS } from './option-names.js'
import { settingValue, type Setting } from './setting.js'
import { isLoopback, socketText } from './socket-address.js'
import { yamlSettings } from './yaml-settings.js'

/** Where options come from. A later one wins: file, environment, flags. */
export interface ConfigurationInput {
  /** The text of the configuration file and its path; absent when there is none. */
  readonly yaml?: { readonly text: string; readonly file: string } | undefined
  readonly environment?: Readonly<Record<string, string | undefined>>
  readonly flags?: Flags
}

export const DEFAULT_FILE = 'namescope.yaml'

/**
 * The configuration file to read, before anything else can be read. One that was asked for must exist; the default one need not.
 * @throws NamescopeError `invalid-configuration`
 */
export function configurationFile({ environment = {}, flags = {} }: ConfigurationInput): {
  readonly file: string
  readonly required: boolean
} {
  const file = valuesOf([...environmentSettings(environment), ...flagSettings(flags)]).get('config') as
    string | undefined
  return file === undefined ? { file: DEFAULT_FILE, required: false } : { file, required: true }
}

/**
 * The checked configuration.
 * @throws NamescopeError `invalid-configuration` for an unknown option or a value that is not of its form, wherever it stands,
 *   even where a later way in overrides it: a mistake is a mistake
 * @throws NamescopeError `address-not-permitted` when the API would be open to other machines without authentication
 */
export function readConfiguration({ yaml, environment = {}, flags = {} }: ConfigurationInput): Configuration {
  const given = valuesOf([
    ...(yaml === undefined ? [] : yamlSettings(yaml.text, yaml.file)),
    ...environmentSettings(environment),
    ...flagSettings(flags),
  ])
  const values = OPTIONS.map(({ key }) => [key, given.get(key) ?? defaultValue(key)])
  const configuration = Object.fromEntries(values) as Configuration
  refuseOpenApi(configuration)
  return configuration
}

function valuesOf(settings: readonly Setting[]): Map<OptionKey, unknown> {
  return new Map(settings.map((setting) => [setting.option.key, settingValue(setting)]))
}

function defaultValue(key: OptionKey): unknown {
  const { type, default: preset } = SCHEMA[key]
  if (preset === undefined) return undefined
  const parsed = type.parse(preset)
  if ('wrong' in parsed) throw new NamescopeError('internal', `the default of ${key} ${parsed.wrong}`)
  return parsed.value
}

/** Names and addresses of the whole cluster are not for everyone who can reach a port. */
function refuseOpenApi({ auth, httpAddress }: Configuration): void {
  if (auth !== 'none' || isLoopback(httpAddress)) return
  throw new NamescopeError(
    'address-not-permitted',
    `without authentication the API listens on loopback only, not on ${socketText(httpAddress)}: ` +
      'set NAMESCOPE_AUTH=token, or NAMESCOPE_HTTP_ADDRESS=127.0.0.1:8080',
    { field: 'http-address' },
  )
}
