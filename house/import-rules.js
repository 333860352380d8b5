/** Turns the import table into lint rules, so that what the table says is what the linter holds. */
import { builtinModules } from 'node:module'
import table from './import-table.json' with { type: 'json' }

/** @typedef {{ regex: string, message: string }} ImportPattern */

export const LIBRARIES = [...table.leaves, ...Object.keys(table.libraries)]

/** The parts of Node that compute and reach nothing outside. */
const PURE_BUILTINS = ['crypto', 'zlib', 'buffer', 'util', 'assert', 'path', 'path/posix']

/** A library by its path, or by a file behind its `index.ts`. */
const PAST_THE_INDEX = [
  { regex: '^#libs/[^/]+/', message: 'Import the library as #libs/NAME: only its index.ts is for others.' },
  { regex: '^\\.\\.?/(.*/)?libs/', message: 'Import the library as #libs/NAME, not by its path.' },
]

/** The same from one library to another, where `libs/` does not stand in the path. */
const PAST_THE_NEIGHBOURS_INDEX = {
  regex: '^\\.\\./.*[^/.]+/src/',
  message: 'Import another library as #libs/NAME, not by its path.',
}

/**
 * What a library may import, specs aside.
 * @param {string} library
 */
export function libraryPatterns(library) {
  /** @type {Record<string, string[]>} */
  const rows = table.libraries
  const allowed = [...table.leaves, ...(rows[library] ?? [])]
  const patterns = [
    ...folderPatterns(`libs/${library}`),
    {
      regex: `^#libs/${oneOf(LIBRARIES, allowed)}$`,
      message: `libs/${library} may import ${allowed.join(', ')}: see house/import-table.json.`,
    },
    { regex: '^#test/', message: 'Tests depend on libraries, not the other way.' },
  ]
  if (!isOutsideWorld(library)) {
    patterns.push({
      regex: `^node:${oneOf(builtinModules, PURE_BUILTINS)}$`,
      message: `libs/${library} is pure: what it needs from outside comes in as an argument.`,
    })
  }
  return patterns
}

/**
 * What everything else in a folder may import: libraries by their index, no package that the table guards, and of the apps only
 * those below it (`cli` starts `api` and `dns`; those two know nobody).
 * @param {string} folder
 */
export function folderPatterns(folder) {
  const patterns = [...PAST_THE_INDEX, ...guardedPatterns(folder)]
  if (folder.startsWith('libs/')) patterns.push(PAST_THE_NEIGHBOURS_INDEX)
  if (folder === 'apps/api' || folder === 'apps/dns') {
    patterns.push({ regex: '^\\.\\./.*\\b(api|cli|dns)/src/', message: `${folder} loads nothing of the other apps.` })
  }
  return patterns
}

/** The sidecar's start must stay small: no Nest, no database, and no Kubernetes client but through kube-source. */
export const SIDECAR_PATTERNS = [
  ...folderPatterns('apps/dns'),
  { regex: '^#libs/(store|attribution)$', message: 'The DNS sidecar has no database.' },
]

/**
 * Files, sockets and databases are the business of these libraries only.
 * @param {string} library
 */
export function isOutsideWorld(library) {
  return table.outsideWorld.includes(library)
}

/**
 * @param {string} folder
 * @returns {ImportPattern[]}
 */
function guardedPatterns(folder) {
  return Object.entries(table.guardedPackages)
    .filter(([, folders]) => !folders.includes(folder))
    .map(([name, folders]) => ({
      regex: name.endsWith('/') ? `^${name}` : `^${name}(/|$)`,
      message: `Only ${folders.join(' and ')} may import ${name.replace(/\/$/, '')}: see house/import-table.json.`,
    }))
}

/**
 * One of these words, but none of those: written out, because the linter's expressions cannot look ahead.
 * @param {readonly string[]} words
 * @param {readonly string[]} butNone
 */
function oneOf(words, butNone) {
  return `(${words.filter((word) => !butNone.includes(word)).join('|')})`
}
