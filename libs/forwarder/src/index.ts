export type { Clock } from './clock.js'
export { PLAIN_QUERY, drive, type Ask, type ClientQuery, type PerformAsk } from './drive.js'
