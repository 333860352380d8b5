import { nearestSpelling } from '#libs/spelling'
import type { GivenFiles } from './given-files.js'
import { pluginFiles } from './plugin-files.js'
import { firstReleaseOf } from './plugin-order.js'
import type { PluginForm, StanzaContext } from './plugins/plugin-form.js'
import { NOT_MODELLED, PLUGIN_FORMS } from './plugins/registry.js'
import { CorefileFault, fault, type Problem } from './problem.js'
import type { Listener, OtherPlugin, Plugin, ServerBlock } from './settings.js'
import type { Token } from './syntax/lexer.js'
import type { BlockSyntax } from './syntax/parser.js'
import { splitStanzas, type Stanza } from './syntax/stanza.js'
import { versionAtLeast } from './version.js'
import { splitZoneArgument, TRANSPORT_PORTS } from './zone-names.js'

/** What the blocks of one Corefile share. */
export interface BlockContext {
  readonly version: string
  /** The directives of the version, in compiled order. */
  readonly order: readonly string[]
  readonly files: GivenFiles
  report(problem: Problem): void
}

/** Reads one server block. A stanza that is wrong is reported and left out; the others are read all the same. */
export function readServerBlock(block: BlockSyntax, context: BlockContext): ServerBlock {
  const listeners = block.keys.flatMap((key) => attempt(() => listenersOf(key, context), context) ?? [])
  const root = block.directives.get('root')?.[1]?.text
  const stanzaContext: StanzaContext = {
    version: context.version,
    blockZones: listeners.map((listener) => listener.zone),
    files: pluginFiles(context.files, root),
    report: (problem) => context.report(problem),
  }
  const known = context.order.filter((name) => block.directives.has(name))
  const unknown = [...block.directives.keys()].filter((name) => !known.includes(name))
  const plugins = [...known, ...unknown].flatMap((name) => {
    const tokens = block.directives.get(name) as readonly Token[]
    return attempt(() => readDirective(name, tokens, stanzaContext), context) ?? []
  })
  return { listeners, plugins, place: block.place }
}

function attempt<T>(read: () => T, context: BlockContext): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof CorefileFault)) throw error
    context.report(error.problem)
    return undefined
  }
}

/** The zones, transport and port of one key: several listeners for most ranges in CIDR form. */
function listenersOf(key: Token, context: BlockContext): Listener[] {
  const split = splitZoneArgument(key.text)
  if ('reason' in split) throw fault('invalid-key', split.reason, key.place)
  if (key.text.includes(',') || split.zones.some((zone) => zone.includes('://'))) {
    context.report({
      severity: 'warning',
      code: 'invalid-key',
      message: `CoreDNS takes "${key.text}" for one zone; part zones by blanks, and write dns, tls, quic, grpc, https or https3 ahead of "://".`,
      place: key.place,
    })
  }
  const port = split.port ?? TRANSPORT_PORTS[split.transport]
  return split.zones.map((zone) => ({ zone, transport: split.transport, port }))
}

function readDirective(name: string, tokens: readonly Token[], context: StanzaContext): Plugin[] {
  const stanzas = splitStanzas(tokens)
  const first = stanzas[0] as Stanza
  checkRelease(first.name, context)
  reportSwallowed(name, stanzas, context)
  const form = PLUGIN_FORMS.get(name)
  if (form === undefined) {
    reportUnmodelled(first.name, context)
    return stanzas.map((stanza) => otherPlugin(name, stanza))
  }
  const used = usedStanzas(form, name, stanzas, context)
  for (const stanza of used) checkProperties(form, stanza, context)
  return form.read(used, context)
}

function otherPlugin(name: string, stanza: Stanza): OtherPlugin {
  return {
    name: 'other',
    plugin: name,
    recognised: firstReleaseOf(name) !== undefined && !NOT_MODELLED.has(name),
    arguments: stanza.arguments.map((token) => token.text),
    place: stanza.name.place,
  }
}

function checkRelease(name: Token, context: StanzaContext): void {
  const release = firstReleaseOf(name.text)
  if (release === undefined || versionAtLeast(context.version, release)) return
  throw fault(
    'needs-newer-version',
    `The plugin ${name.text} exists since CoreDNS ${release}; this is ${context.version}.`,
    name.place,
  )
}

/** CoreDNS's own builds refuse unknown directives, but clusters run custom builds. */
function reportUnmodelled(name: Token, context: StanzaContext): void {
  if (firstReleaseOf(name.text) === undefined) {
    const near = nearestSpelling(name.text, PLUGIN_FORMS.keys())
    const hint = near === undefined ? '' : ` Did you mean ${near}?`
    context.report({
      severity: 'warning',
      code: 'unknown-plugin',
      message: `CoreDNS's own builds have no plugin "${name.text}" and refuse to start; a custom build may have it, but what it does to answers is not known here.${hint}`,
      place: name.place,
    })
  } else if (NOT_MODELLED.has(name.text)) {
    context.report({
      severity: 'warning',
      code: 'plugin-not-modelled',
      message: `What ${name.text} does to answers is not modelled; answers of this block say so.`,
      place: name.place,
    })
  }
}

/** Words of an imported snippet can end up on the line of another directive: CoreDNS compares line numbers only. */
function reportSwallowed(name: string, stanzas: readonly Stanza[], context: StanzaContext): void {
  for (const stanza of stanzas) {
    if (stanza.name.text === name) continue
    context.report({
      severity: 'warning',
      code: 'swallowed-directive',
      message: `CoreDNS reads "${stanza.name.text}" as part of ${name} ahead of it, because its line stands further up in the file; define a snippet ahead of those that import it.`,
      place: stanza.name.place,
    })
  }
}

function usedStanzas(
  form: PluginForm,
  name: string,
  stanzas: readonly Stanza[],
  context: StanzaContext,
): readonly Stanza[] {
  const second = stanzas[1]
  if (second === undefined || form.repeated === 'all') return stanzas
  if (form.repeated === 'refused') {
    throw fault('repeated-plugin', `${name} may stand once in a server block; take this one off.`, second.name.place)
  }
  context.report({
    severity: 'warning',
    code: 'repeated-plugin',
    message: `${name} stands several times in this server block, and CoreDNS uses only the ${form.repeated} one.`,
    place: second.name.place,
  })
  return form.repeated === 'first' ? stanzas.slice(0, 1) : stanzas.slice(-1)
}

/** Checks the first words of the lines in a stanza's block. */
function checkProperties(form: PluginForm, stanza: Stanza, context: StanzaContext): void {
  if (form.properties === undefined) return
  const plugin = stanza.name.text
  for (const { name, properties } of stanza.properties) {
    const release = form.properties[name.text]
    if (release === undefined) {
      const near = nearestSpelling(name.text, Object.keys(form.properties))
      const hint =
        near === undefined ? `it knows ${Object.keys(form.properties).join(', ') || 'none'}` : `did you mean ${near}?`
      throw fault('unknown-property', `${plugin} has no option "${name.text}": ${hint}`, name.place)
    }
    if (!versionAtLeast(context.version, release)) {
      throw fault(
        'needs-newer-version',
        `The option ${name.text} of ${plugin} exists since CoreDNS ${release}; this is ${context.version}.`,
        name.place,
      )
    }
    if (properties[0] !== undefined) {
      throw fault('syntax', `${name.text} of ${plugin} has no block of its own.`, properties[0].name.place)
    }
  }
}
