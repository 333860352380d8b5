import { readFile } from 'node:fs/promises'
import { Option as Flag, type Command } from 'commander'
import {
  configurationFile,
  OPTIONS,
  readConfiguration,
  type Configuration,
  type Flags,
  type Option,
  type OptionGroup,
} from '#libs/config'
import { NamescopeError } from '#libs/errors'
import type { Io } from '../io.js'

/** What a command was given on the command line, as commander has it: by camel-case name. */
export type GivenFlags = Readonly<Record<string, unknown>>

/** Adds the options of these groups to a command, each as a flag. */
export function withOptions(command: Command, groups: readonly OptionGroup[]): Command {
  for (const option of OPTIONS.filter(({ group }) => groups.includes(group))) {
    for (const flag of flagsOf(option)) command.addOption(flag.helpGroup(`Options for the ${option.group}:`))
  }
  return command
}

/**
 * The configuration that a command runs with: file, then environment, then its flags.
 * @throws NamescopeError `invalid-configuration`, `address-not-permitted`
 */
export async function configurationOf(io: Io, given: GivenFlags): Promise<Configuration> {
  const flags = Object.fromEntries(OPTIONS.map(({ key }) => [key, given[key]])) as Flags
  const input = { environment: io.env, flags }
  const { file, required } = configurationFile(input)
  return readConfiguration({ ...input, yaml: await configurationText(file, required) })
}

async function configurationText(file: string, required: boolean): Promise<{ text: string; file: string } | undefined> {
  try {
    return { text: await readFile(file, 'utf8'), file }
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code
    if (reason === 'ENOENT' && !required) return undefined
    const message = `The configuration file can't be read (${reason}); name a readable one with --config.`
    throw new NamescopeError('invalid-configuration', message, { file }, { cause })
  }
}

function flagsOf(option: Option): Flag[] {
  if (option.isSwitch) {
    return [new Flag(option.flag, description(option)), new Flag(`--no-${option.name}`).hideHelp()]
  }
  // What stands in brackets is a detail of the form, and would mean an optional value to commander.
  const form = option.type.replace(/\[.*$/, '')
  return [new Flag(`${option.flag} <${form}>`, description(option))]
}

/** The documentation without its Markdown. */
function description({ doc, default: preset, otherwise }: Option): string {
  const fallback = preset === undefined ? otherwise : preset
  return `${doc}${fallback === undefined ? '' : ` (default: ${fallback})`}`.replaceAll('`', '')
}
