export { NamescopeError, type ErrorCode, type ErrorPlace } from './namescope-error.js'
