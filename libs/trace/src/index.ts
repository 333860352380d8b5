export { findAsker, parseAsker, type Asker } from './asker.js'
export {
  lookUp,
  settleLookUp,
  type AskedQuestion,
  type LookUpRequest,
  type LookUpResult,
  type LookUpStep,
  type Walk,
} from './look-up.js'
