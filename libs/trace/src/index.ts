export {
  parseAsker,
  resolveFrom,
  type AskedQuestion,
  type Asker,
  type Walk,
  type WalkStep,
  type WalkedResolution,
} from './resolve-from.js'
