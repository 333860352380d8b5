import { describe, expect, it } from 'vitest'
import longFiles from '../../house/long-files.json' with { type: 'json' }
import { fileText, repositoryFiles } from './repository.js'

const FILES = repositoryFiles()
const SOURCES = FILES.filter((file) => /\.(ts|mjs|js)$/.test(file))
const MOST_LINES = 300

/** Words of a name that say nothing about what is in the file. */
const EMPTY_NAMES = /(^|[/.-])(utils?|helpers?|misc|common|shared|stuff)([/.-]|$)/

/** Folders of one machine: nobody else has them. */
const MACHINE_PATHS = /(?<![\w.$~])\/(work|home|root|Users|tmp\/[a-z])\/|[A-Z]:\\Users\\/

function linesOf(file: string): number {
  return fileText(file).trimEnd().split('\n').length
}

describe('the files of the repository', () => {
  it.each([
    ['libs/zone/src/utils.ts', true],
    ['libs/zone/src/string-helpers.ts', true],
    ['libs/common/src/a.ts', true],
    ['libs/zone/src/name-grammar.ts', false],
  ])('%s has an empty name: %s', (file, isEmpty) => {
    expect(EMPTY_NAMES.test(file)).toBe(isEmpty)
  })

  it('are named after what is in them', () => {
    expect(SOURCES.filter((file) => EMPTY_NAMES.test(file))).toEqual([])
  })

  it('have kebab-case names', () => {
    const names = SOURCES.filter((file) => !/^[a-z0-9./-]+$/.test(file))
    expect(names).toEqual([])
  })

  it('are not longer than what one can read, or say why', () => {
    const reasons: Readonly<Record<string, string>> = longFiles
    const long = SOURCES.filter((file) => linesOf(file) > MOST_LINES)
    expect(long.filter((file) => (reasons[file] ?? '').length < 20)).toEqual([])
    expect(Object.keys(reasons).filter((file) => !long.includes(file))).toEqual([])
  })

  it.each([
    ['see /work/somebody/notes.md', true],
    ['/home/me/namescope', true],
    ['C:\\Users\\me', true],
    ['/var/lib/namescope', false],
    ['https://example.com/work/items', false],
    ['./work/items', false],
  ])('%s is a path of one machine: %s', (text, isOne) => {
    expect(MACHINE_PATHS.test(text)).toBe(isOne)
  })

  it('name no path of one machine', () => {
    const texts = FILES.filter((file) => !/(package-lock\.json|files\.spec\.ts|\.(png|ico|woff2))$/.test(file))
    const found = texts.flatMap((file) =>
      fileText(file)
        .split('\n')
        .flatMap((line, index) => (MACHINE_PATHS.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
    )
    expect(found).toEqual([])
  })

  it('contain a README for every library', () => {
    const libraries = new Set(FILES.flatMap((file) => /^libs\/([^/]+)\/src\//.exec(file)?.[1] ?? []))
    expect([...libraries].filter((library) => !FILES.includes(`libs/${library}/README.md`))).toEqual([])
  })
})
