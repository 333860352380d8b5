import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from '../../tools/build.mjs'
import { isRun, parseCommandLine } from '../../tools/generate/command-line.js'
import {
  PageCommands,
  pagesWithCommands,
  pageText,
  sameButForTime,
  shownText,
  worked,
} from '../../tools/generate/filled-pages.js'
import { shownCommands, shownOutputs, withOutputs } from '../../tools/generate/markdown-commands.js'
import { changedPages, referencePages } from '../../tools/generate/pages.js'
import { NO_SUCH_PROGRAM } from '../../tools/generate/run-command.js'
import { fileJson, ROOT } from './repository.js'

const PAGES = await Promise.all(
  (await pagesWithCommands(ROOT)).map(async (path) => ({ path, text: await pageText(ROOT, path) })),
)
const scripts = Object.keys(fileJson<{ scripts: Record<string, string> }>('package.json').scripts)

const SHOWN = PAGES.flatMap(({ path, text }) =>
  [...shownCommands(text), ...shownOutputs(text)]
    .toSorted((one, other) => one.line - other.line)
    .map(({ command, line }) => ({ command, place: `${path}:${line}` })),
)

/** Every command of every page once, with the first place where it stands, in the order of reading: a page may build on itself. */
const COMMANDS = SHOWN.filter(
  ({ command }, index) => SHOWN.findIndex((other) => other.command === command) === index,
).map(({ command, place }) => [command, place] as const)

const OUTPUTS = PAGES.flatMap(({ path, text }) =>
  shownOutputs(text).map((output) => ({ ...output, place: `${path}:${output.line}` })),
)

describe('commands in Markdown', () => {
  const page = [
    '# A page',
    '```sh',
    '# a comment',
    'npm start',
    '',
    "curl 'http://127.0.0.1:8080/x' \\",
    '  -H a:b',
    '```',
    '```console',
    '$ dig web',
    'output',
    '```',
    '```sh no-run',
    'rm -rf data',
    '```',
    '```ts',
    'const a = 1',
    '```',
    '<!-- output of: namescope status -->',
    '',
    '```text',
    'old',
    '```',
    'the end',
  ].join('\n')

  it('are found with their lines', () => {
    expect(shownCommands(page)).toEqual([
      { command: 'npm start', line: 4 },
      { command: "curl 'http://127.0.0.1:8080/x'   -H a:b", line: 6 },
      { command: 'dig web', line: 10 },
    ])
  })

  it('have outputs that can be filled in', () => {
    expect(shownOutputs(page)).toMatchObject([{ command: 'namescope status', line: 19, text: 'old\n' }])
    expect(withOutputs(page, ['new\nlines\n'])).toBe(page.replace('old\n', 'new\nlines\n'))
  })

  it.each<[string, string, string[]]>([
    ['namescope status', 'namescope', ['status']],
    ['npx namescope resolve a.b --at -15m', 'namescope', ['resolve', 'a.b', '--at', '-15m']],
    [`curl -d '{"a": "b c"}' "http://x/?a=b&c=d"`, 'curl', ['-d', '{"a": "b c"}', 'http://x/?a=b&c=d']],
    ["dig +short 'a b'c", 'dig', ['+short', 'a bc']],
    ['npm run generate', 'npm', ['run', 'generate']],
  ])('%s is read as a shell reads it', (command, program, args) => {
    expect(parseCommandLine(command)).toEqual({ program, args })
  })

  it.each([
    'rm -rf data',
    'namescope status | jq',
    'namescope status > x',
    'curl $URL',
    'namescope status; rm x',
    'curl `x`',
    'dig *.local',
    'sh -c x',
  ])('%s is refused', (command) => {
    expect(() => parseCommandLine(command)).toThrow(/needs a shell|do not show/)
  })
})

describe('sameButForTime', () => {
  it.each([
    ['a  5m12s b', 'a 3d b', true],
    ['at 2026-01-02T03:04:05Z', 'at 2027-01-02T03:04:05.123Z', true],
    ['{"at":1795403297031}', '{"at":1795403297032}', true],
    ['NOERROR, id: 40010', 'NOERROR, id: 7', true],
    [';; WHEN: Mon Nov 23', ';; WHEN: Tue Nov 24', true],
    ['217.1 KiB, ok', '3 MiB, ok', true],
    ['port 1053', 'port 1054', false],
    ['a 10.0.0.1', 'a 10.0.0.2', false],
    ['30 A', '5 A', false],
  ])('%j and %j: %s', (one, other, same) => {
    expect(sameButForTime(one, other)).toBe(same)
  })
})

describe('the pages made from the code', () => {
  it('are as the code makes them (npm run generate)', async () => {
    const changed = await changedPages(ROOT, await referencePages())
    expect(changed.map(({ path }) => path)).toEqual([])
  })

  it('are seen when they stand otherwise in the repository', async () => {
    const pages = [
      { path: 'docs/reference/configuration.md', text: 'something else\n' },
      { path: 'docs/reference/no-such-page.md', text: 'text\n' },
    ]
    expect(await changedPages(ROOT, pages)).toEqual(pages)
  })
})

describe('the commands in the README and in docs', () => {
  const commands = new PageCommands(ROOT)
  const results = new Map<string, ReturnType<PageCommands['run']>>()
  const run = (command: string): ReturnType<PageCommands['run']> => {
    const result = results.get(command) ?? commands.run(command)
    results.set(command, result)
    return result
  }

  beforeAll(build)
  afterAll(() => commands.stop())

  it.each(COMMANDS)('%s works (%s)', async (command, place) => {
    const line = parseCommandLine(command)
    if (line.program === 'npm') {
      const [verb, name] = line.args
      expect([...scripts, 'ci'], place).toContain(verb === 'run' ? name : verb)
    }
    if (!isRun(line)) return
    const result = await run(command)
    expect(worked(command, result), `${place}: exit code ${result.code}: ${result.stderr}`).toBe(true)
  })

  it.each(OUTPUTS)('$command says what $place shows (npm run generate)', async ({ command, text }) => {
    const result = await run(command)
    if (result.code === NO_SUCH_PROGRAM) return
    const now = shownText(result)
    if (!sameButForTime(now, text)) expect(now).toBe(text)
    expect(text).not.toBe('')
  })
})
