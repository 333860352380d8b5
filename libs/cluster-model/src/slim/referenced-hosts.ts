import type { FieldReader } from './field-reader.js'
import { isDnsSubdomain } from './object-names.js'
import { HIGHEST_PORT } from './ports.js'

const MOST_HOSTS = 64
/** Characters of one value that are looked at. */
const LONGEST_VALUE = 65_536

/** Variables whose value may well be a secret: of these only the host of a URL is taken. */
const SECRET_NAME = /pass|pwd|secret|token|key|credential|private|auth/i
/** Endings of file names that look like a top-level domain. */
const FILE_ENDINGS = new Set(
  'cfg cnf conf crt csv html ini jar js json key log lua md pem php properties py rb sh sock sql tmpl toml ts txt war xml yaml yml'.split(
    ' ',
  ),
)

const SCHEME_END = '://'
const LONGEST_SCHEME = 16
/** What a scheme may hold besides letters. */
const SCHEME_REST = '0123456789+.-'
const LETTER_A = 0x61
const LETTER_Z = 0x7a
/** What tells a small ASCII letter from its capital. */
const CASE_BIT = 0x20
const AFTER_AUTHORITY = /[\s/?#'"`<>|;)}\]]/
/** Without a dot or a port there is no host in it. */
const MAY_NAME_HOST = /\.[a-z]|:\d/
const BETWEEN_WORDS = /[\s,;'"`()<>|&]+/
/** Lower case only: names are written so, tokens and passwords hardly ever. */
const HOST_AND_PORT = /^([a-z0-9.-]+)(:\d{1,5})?(\/\S*)?$/

/**
 * The host names that the containers' environment, arguments and commands speak of: hosts of URLs, `host:port`, cluster names
 * (`web.shop.svc`), and values that are a host name as a whole. At most 64, in order of appearance. Values themselves may be
 * secret: nothing but host names leaves this function, and where it is in doubt it takes nothing.
 */
export function referencedHosts(containers: readonly FieldReader[]): string[] {
  const hosts: string[] = []
  for (const container of containers) {
    for (const variable of container.objects('env')) {
      const value = variable.value('value')
      if (typeof value === 'string') addHosts(hosts, value, variable.text('name'))
    }
    for (const field of ['command', 'args']) for (const word of container.texts(field) ?? []) addHosts(hosts, word)
  }
  return hosts
}

function addHosts(hosts: string[], value: string, variable = ''): void {
  const text = value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value
  addHostsOfUrls(hosts, text)
  if (!MAY_NAME_HOST.test(text) || SECRET_NAME.test(variable)) return
  const isOneWord = !/\s/.test(text.trim())
  for (const word of text.split(BETWEEN_WORDS)) addHost(hosts, hostOfWord(word, isOneWord))
}

function addHost(hosts: string[], host: string | undefined): void {
  if (host !== undefined && hosts.length < MOST_HOSTS && !hosts.includes(host)) hosts.push(host)
}

/** `scheme://user:password@host:port,host:port/...`; what stands before the `@` is cut off. */
function addHostsOfUrls(hosts: string[], text: string): void {
  let next: number
  for (let end = text.indexOf(SCHEME_END); end >= 0; end = next) {
    const start = end + SCHEME_END.length
    next = text.indexOf(SCHEME_END, start)
    if (schemeStart(text, end) === undefined) continue
    // Where one URL follows on the other, the scheme of the second is no part of the first.
    const rest = text.slice(start, schemeStart(text, next))
    const authority = rest.split(AFTER_AUTHORITY, 1)[0] as string
    for (const server of authority.slice(authority.lastIndexOf('@') + 1).split(','))
      addHost(hosts, hostName(HOST_AND_PORT.exec(server.toLowerCase())?.[1]))
  }
}

/** Where the scheme begins that ends here, if one does: a letter, then letters, digits and `+.-` (RFC 3986, section 3.1). */
function schemeStart(text: string, end: number): number | undefined {
  let start: number | undefined
  for (let i = end - 1; i >= 0 && i >= end - LONGEST_SCHEME; i--) {
    const lower = text.charCodeAt(i) | CASE_BIT
    if (lower >= LETTER_A && lower <= LETTER_Z) start = i
    else if (!SCHEME_REST.includes(text.charAt(i))) break
  }
  return start
}

/** `--flag=host:port`, `host:port/path`, `name.namespace.svc`, or a dotted name when the whole value is nothing else. */
function hostOfWord(word: string, isWholeValue: boolean): string | undefined {
  if (word.includes(SCHEME_END) || word.includes('@')) return undefined
  const [, name, port, path] = HOST_AND_PORT.exec(word.slice(word.indexOf('=') + 1)) ?? []
  const host = hostName(name)
  if (host === undefined) return undefined
  const number = Number(port?.slice(1) ?? 0)
  if (number >= 1 && number <= HIGHEST_PORT) return host
  if (/\.svc(\.|$)/.test(host)) return host
  const isDotted = host.includes('.') && !FILE_ENDINGS.has(host.slice(host.lastIndexOf('.') + 1))
  return isWholeValue && isDotted && port === undefined && path === undefined ? host : undefined
}

/** The text without a trailing dot, if it can be a host name: not the pod itself, and no address or version, which end in a number. */
function hostName(text: string | undefined): string | undefined {
  const name = text?.endsWith('.') ? text.slice(0, -1) : text
  if (name === undefined || name === 'localhost' || !isDnsSubdomain(name)) return undefined
  return /[a-z]/.test(name.charAt(name.lastIndexOf('.') + 1)) ? name : undefined
}
