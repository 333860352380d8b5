export { startDnsServer, type DnsServer, type DnsServerOptions } from './dns-server.js'
export type { Clock } from './clock.js'
export { listenError, type Listener, type SocketAddress } from './listen-error.js'
export type { ConnectionLimits } from './connection-counts.js'
export type { TransferLimits } from './transfers.js'
export { CountingMetrics, type ServedEvent, type ServerMetrics } from './metrics.js'
export {
  serveMessage,
  type Ask,
  type Peer,
  type PerformAsk,
  type ServeContext,
  type Served,
  type ServeResult,
} from './serve-message.js'
export { wireRulesOf, type WireRules } from './wire-rules.js'
