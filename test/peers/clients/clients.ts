import { inOrder, type Asked, type Client, type Seen } from './client.js'

const TYPED: readonly Asked[] = ['A', 'AAAA', 'SRV', 'PTR']
/** The C interface has no room for why. */
const VAGUE = { NXDOMAIN: 'NOTHING', NODATA: 'NOTHING' } as const

/** Every client that names are looked up with: those of a folder that were compiled, those of a Node, those of the machine. */
export function clients(folder: string, node: string): readonly Client[] {
  const lines = { needs: [], read: readLines }
  const ownProgram = (file: string) => (asked: Asked, name: string) => [`${folder}/${file}`, asked, name]
  const nodeProgram = (way: string) => (asked: Asked, name: string) => {
    return [node, 'dist/test/peers/clients/node-resolver.js', way, asked, name]
  }
  return [
    {
      name: 'dig',
      needs: ['dig'],
      asks: TYPED,
      searches: true,
      fallsBackToTcp: true,
      words: (asked, name) => ['dig', '+search', '+noall', '+comments', '+answer', ...typed(asked, name)],
      read: readRecords,
    },
    {
      name: 'dig without EDNS',
      needs: ['dig'],
      asks: TYPED,
      searches: true,
      fallsBackToTcp: true,
      words: (asked, name) => ['dig', '+noedns', '+search', '+noall', '+comments', '+answer', ...typed(asked, name)],
      read: readRecords,
    },
    {
      name: 'kdig',
      needs: ['kdig'],
      asks: TYPED,
      searches: false,
      fallsBackToTcp: true,
      words: (asked, name) => ['kdig', ...typed(asked, name)],
      read: readRecords,
    },
    {
      name: 'drill',
      needs: ['drill'],
      asks: TYPED,
      searches: false,
      fallsBackToTcp: true,
      words: (asked, name) => ['drill', '-a', ...(asked === 'PTR' ? ['-x', name] : [name, asked])],
      read: readRecords,
    },
    {
      name: 'host',
      needs: ['host'],
      asks: TYPED,
      searches: true,
      fallsBackToTcp: true,
      words: (asked, name) => ['host', ...(asked === 'PTR' ? [name] : ['-t', asked, name])],
      read: readHost,
    },
    {
      name: 'busybox nslookup',
      needs: ['busybox'],
      asks: TYPED,
      // It completes names of one label alone, and asks for the whole list whatever the first name gave.
      searches: false,
      fallsBackToTcp: false,
      shows: { NODATA: 'NOTHING' },
      words: (asked, name) => [
        'busybox',
        'nslookup',
        ...(asked === 'PTR' ? [] : [`-type=${asked.toLowerCase()}`]),
        name,
      ],
      read: readNslookup,
    },
    {
      name: 'getent (glibc)',
      needs: ['getent'],
      asks: ['addresses', 'PTR'],
      searches: true,
      fallsBackToTcp: true,
      shows: { ...VAGUE, SERVFAIL: 'NOTHING' },
      words: (asked, name) => ['getent', asked === 'PTR' ? 'hosts' : 'ahosts', name],
      read: (output, asked) => {
        const rows = output.split('\n').map((line) => line.trim().split(/\s+/))
        return found(rows.flatMap((row) => row[asked === 'PTR' ? 1 : 0] ?? [])) ?? 'NOTHING'
      },
    },
    {
      ...lines,
      name: 'getaddrinfo (glibc)',
      needs: ['cc'],
      asks: ['addresses', 'PTR'],
      searches: true,
      fallsBackToTcp: true,
      shows: VAGUE,
      words: ownProgram('getaddrinfo-glibc'),
    },
    {
      ...lines,
      name: 'getaddrinfo (musl)',
      needs: ['musl-gcc'],
      asks: ['addresses', 'PTR'],
      searches: true,
      // Since 1.2.4; Debian 12 has 1.2.3.
      fallsBackToTcp: false,
      shows: VAGUE,
      words: ownProgram('getaddrinfo-musl'),
    },
    {
      ...lines,
      name: 'Go',
      needs: ['go'],
      asks: ['addresses', 'SRV', 'PTR'],
      searches: true,
      fallsBackToTcp: true,
      shows: VAGUE,
      words: ownProgram('resolver-go'),
    },
    {
      ...lines,
      name: 'c-ares (Node)',
      asks: TYPED,
      // Its resolver takes names as they are; the search list belongs to another of its functions.
      searches: false,
      fallsBackToTcp: true,
      words: nodeProgram('cares'),
    },
    {
      ...lines,
      name: 'dns.lookup (Node)',
      asks: ['addresses'],
      searches: true,
      fallsBackToTcp: true,
      shows: { NODATA: 'NXDOMAIN' },
      words: nodeProgram('lookup'),
    },
  ]
}

function typed(asked: Asked, name: string): string[] {
  return asked === 'PTR' ? ['-x', name] : [name, asked]
}

/** Replies as dig, kdig and drill print them: a code, and records as master files have them. */
function readRecords(output: string, asked: Asked): Seen {
  const code = /(?:status|rcode): (\w+)/.exec(output)?.[1]
  if (code === 'NXDOMAIN' || code === 'SERVFAIL') return code
  const records = output.matchAll(/^[^;\s]\S*\s+\d+\s+IN\s+(\S+)\s+(.*)$/gm)
  return found([...records].flatMap(([, type, data = '']) => (type === asked ? data : []))) ?? 'NODATA'
}

function readHost(output: string): Seen {
  const code = /not found: \d\((\w+)\)/.exec(output)?.[1]
  if (code === 'NXDOMAIN' || code === 'SERVFAIL') return code
  const sentences = /(?:has (?:IPv6 )?address|has SRV record|domain name pointer) (.*)$/gm
  return found([...output.matchAll(sentences)].map(([, data = '']) => data)) ?? 'NODATA'
}

function readNslookup(output: string): Seen {
  // The first two lines name the server.
  const replies = output.split('\n').slice(2).join('\n')
  const data = [...replies.matchAll(/^(?:Address: |.*\tservice = |.*\tname = )(.*)$/gm)].map(([, text = '']) => text)
  const code = /can't find .*: (\w+)/.exec(replies)?.[1]
  return found(data) ?? (code === 'NXDOMAIN' || code === 'SERVFAIL' ? code : 'NOTHING')
}

/** Clients of our own print a line each, or why not. */
function readLines(output: string): Seen {
  const lines = found(output.split('\n'))
  const [only = ''] = lines ?? []
  return /^(nxdomain|nodata|servfail|nothing)$/.test(only) ? (only.toUpperCase() as Seen) : (lines ?? 'NOTHING')
}

function found(lines: readonly string[]): string[] | undefined {
  const data = inOrder(lines.filter((line) => line.trim() !== ''))
  return data.length > 0 ? data : undefined
}
