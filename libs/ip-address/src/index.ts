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
export { networkContains, networkSize, nthAddress, parseNetwork, type Network } from './network.js'
