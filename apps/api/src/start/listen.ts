import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SocketAddress } from '#libs/config'
import { listenError, type Listener } from '#libs/dns-server'

/**
 * Does what makes a server listen, and puts a failure in terms of the option that would mend it.
 * @throws NamescopeError `address-in-use`, `address-not-permitted`, `invalid-address`
 */
export async function listening(
  address: SocketAddress,
  listener: Listener,
  start: () => Promise<unknown>,
): Promise<void> {
  try {
    await start()
  } catch (error) {
    throw listenError(error as Error, address, listener)
  }
}

/** Resolves once the server listens. */
export async function listen(server: Server, { host, port }: SocketAddress): Promise<void> {
  server.listen({ host, port })
  await once(server, 'listening')
}

/** Where the server listens, with the port that was taken. */
export function addressOf(server: Server, { host }: SocketAddress): SocketAddress {
  return { host, port: (server.address() as AddressInfo).port }
}
