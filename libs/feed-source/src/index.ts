export { feedSource, type FeedSourceOptions } from './feed-source.js'
export { StateFile, type LastState, type LastStateReading } from './state-file.js'
