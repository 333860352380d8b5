import { hostsEntries } from '../hosts-file.js'
import type { HostsEntry, HostsPlugin } from '../plugin-settings.js'
import { fault } from '../problem.js'
import type { Property, Stanza } from '../syntax/stanza.js'
import { versionAtLeast } from '../version.js'
import { argumentOf, argumentsOf, durationOf, fallthroughOf, firstArgumentOf, integerOf, zonesOf } from './arguments.js'
import { fileOf } from './file-argument.js'
import type { PluginForm, StanzaContext } from './plugin-form.js'

const DEFAULT_FILE = '/etc/hosts'
const DEFAULT_TTL = 3600
const MAX_TTL = 65535

/** The hosts plugin's stanza: its block mixes options with lines of a hosts file. */
export const hosts: PluginForm = {
  repeated: 'refused',
  read: (stanzas, context) => stanzas.map((stanza) => readStanza(stanza, context)),
}

type Draft = { -readonly [K in keyof HostsPlugin]: HostsPlugin[K] }

function readStanza(stanza: Stanza, context: StanzaContext): HostsPlugin {
  const [path, ...zones] = stanza.arguments
  const draft: Draft = {
    name: 'hosts',
    place: stanza.name.place,
    zones: zonesOf(zones, context),
    entries: [],
    ttl: DEFAULT_TTL,
    reverse: true,
    fallthrough: [],
    fallthroughUnsupported: false,
    file: path?.text ?? DEFAULT_FILE,
    fileMissing: false,
  }
  const lines: string[] = []
  for (const property of stanza.properties) readLine(property, draft, lines, context)
  if (draft.fallthroughUnsupported && draft.fallthrough.length === 0) {
    throw fault('conflicting-options', 'fallthrough_unsupported needs fallthrough beside it.', stanza.name.place)
  }
  const ofFile = fileEntries(stanza, draft.zones, context)
  return {
    ...draft,
    fileMissing: ofFile === undefined,
    entries: [...(ofFile ?? []), ...hostsEntries(lines.join('\n'), draft.zones)],
  }
}

function readLine(property: Property, draft: Draft, lines: string[], context: StanzaContext): void {
  const name = property.name.text
  switch (name) {
    case 'fallthrough':
      draft.fallthrough = fallthroughOf(property, context)
      break
    case 'no_reverse':
      draft.reverse = false
      break
    case 'ttl':
      draft.ttl = integerOf(firstArgumentOf(property, 'ttl SECONDS'), name, 1, MAX_TTL)
      break
    case 'reload':
      durationOf(argumentOf(property, 'reload DURATION'), name)
      break
    case 'fallthrough_unsupported':
      if (versionAtLeast(context.version, '1.14.7')) {
        argumentsOf(property, 0, 0, name)
        draft.fallthroughUnsupported = true
        break
      }
      lines.push(name)
      break
    default:
      if (draft.fallthrough.length > 0) {
        throw fault(
          'unknown-property',
          `Hosts entries such as "${name}" must stand ahead of fallthrough.`,
          property.name.place,
        )
      }
      lines.push([name, ...property.arguments.map((token) => token.text)].join(' '))
  }
}

/** The entries of the hosts file; `undefined` (and a problem) when it was not given. */
function fileEntries(stanza: Stanza, zones: readonly string[], context: StanzaContext): HostsEntry[] | undefined {
  const path = stanza.arguments[0]
  const file =
    path === undefined
      ? context.files.read(DEFAULT_FILE)
      : fileOf(path, 'hosts file', 'its entries are missing', context)
  if (file === undefined && path === undefined) {
    context.report({
      severity: 'note',
      code: 'file-not-given',
      message: `hosts also reads ${DEFAULT_FILE} of CoreDNS's own container, which is not known here; name a file to change that.`,
      place: stanza.name.place,
    })
  }
  return file === undefined ? undefined : hostsEntries(file.text, zones)
}
