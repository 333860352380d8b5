/**
 * `node dist/test/peers/clients/node-resolver.js lookup|cares TYPE NAME` prints what Node gives: `lookup` by the C library, as programs
 * look up where they connect to; `cares` by c-ares. A line each; exit code 2 with the error for none.
 */
import { lookup, Resolver } from 'node:dns/promises'

const [way, type = '', name = ''] = process.argv.slice(2)
try {
  const lines = way === 'lookup' ? await looked() : await asked(new Resolver())
  console.log(lines.join('\n'))
} catch (error) {
  const { code } = error as NodeJS.ErrnoException
  console.log(
    { ENOTFOUND: 'NXDOMAIN', ENODATA: 'NODATA', ESERVFAIL: 'SERVFAIL', EAI_AGAIN: 'SERVFAIL' }[code ?? ''] ?? code,
  )
  process.exitCode = 2
}

async function looked(): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address)
}

async function asked(resolver: Resolver): Promise<string[]> {
  switch (type) {
    case 'PTR':
      return resolver.reverse(name)
    case 'SRV':
      return (await resolver.resolveSrv(name)).map((srv) => `${srv.priority} ${srv.weight} ${srv.port} ${srv.name}`)
    case 'AAAA':
      return resolver.resolve6(name)
    default:
      return resolver.resolve4(name)
  }
}
