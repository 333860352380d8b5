export {
  addressBytes,
  addressFamily,
  addressKey,
  bytesText,
  canonicalAddress,
  keyText,
  type AddressFamily,
  type AddressKey,
} from './ip-address.js'
export { networkContains, parseNetwork, type Network } from './network.js'
