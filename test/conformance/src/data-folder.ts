import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where the published cases are kept: beside the repository, or where NAMESCOPE_CONFORMANCE says. They are never copied in. */
const FOLDER = resolve(process.env['NAMESCOPE_CONFORMANCE'] ?? '../shared/conformance')

/** True when the cases of an area are at hand; without them its suites are skipped, and say so. */
export function hasCases(area: string): boolean {
  return existsSync(join(FOLDER, area))
}

/** One file of an area, parsed. */
export function readCases<T>(area: string, file: string): T {
  return JSON.parse(readFileSync(join(FOLDER, area, file), 'utf8')) as T
}
