import { Writable } from 'node:stream'
import { destination, pino, type Logger } from 'pino'
import type { Configuration } from '#libs/config'

/** Where everything that people or machines should read later goes: standard error, one JSON object or one line each. */
export function createLogger({ logLevel, logFormat }: Pick<Configuration, 'logLevel' | 'logFormat'>): Logger {
  const stderr = destination({ fd: 2, sync: true })
  const options = { level: logLevel, base: null, formatters: { level: (level: string) => ({ level }) } }
  return pino(options, logFormat === 'json' ? stderr : linesFor(stderr))
}

interface LogLine {
  readonly time: number
  readonly level: string
  readonly msg?: string
  /** What of the program speaks. */
  readonly context?: string
}

/** Turns the JSON lines into lines for people. */
function linesFor(stream: { write(text: string): unknown }): Writable {
  return new Writable({
    decodeStrings: false,
    write(line: string, _encoding, done) {
      const { time, level, msg = '', context, ...rest } = JSON.parse(line) as LogLine
      const more = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`
      const who = context === undefined ? '' : `${context}: `
      stream.write(`${new Date(time).toISOString()} ${level.padEnd(5)} ${who}${msg}${more}\n`)
      done()
    },
  })
}
