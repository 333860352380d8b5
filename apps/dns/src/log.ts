import { pino, type Logger } from 'pino'
import type { Configuration } from '#libs/config'

const STANDARD_ERROR = 2

/** Log lines on standard error: one JSON object each, or text for people. */
export function createLog({ logLevel, logFormat }: Pick<Configuration, 'logLevel' | 'logFormat'>): Logger {
  const options = { level: logLevel, base: { name: 'namescope-dns' } }
  return logFormat === 'json'
    ? pino(options, pino.destination({ fd: STANDARD_ERROR, sync: true }))
    : pino(options, { write: (line) => void process.stderr.write(asText(line)) })
}

function asText(line: string): string {
  const { level, time, msg } = JSON.parse(line) as { level: number; time: number; msg: string }
  return `${new Date(time).toISOString()} ${pino.levels.labels[level] ?? level} ${msg}\n`
}
