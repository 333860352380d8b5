import { describe, expect, it } from 'vitest'
import { findCaller, parseTokenList } from './token-list.js'

const TOKEN = 'a-token-of-sixteen-or-more'
const OTHER = 'another-token-of-that-length'

describe('parseTokenList', () => {
  it('reads names, tokens and namespaces, past comments and blank lines', () => {
    const entries = parseTokenList(
      `# who may ask\n\nadmin ${TOKEN} *\n  ci\t${OTHER}  team-b,team-a # of the pipeline\r\n`,
      'tokens',
    )
    expect(findCaller(entries, TOKEN)).toEqual({ name: 'admin', scope: { all: true } })
    expect(findCaller(entries, OTHER)).toEqual({ name: 'ci', scope: { all: false, namespaces: ['team-a', 'team-b'] } })
  })

  it.each(['', 'a-token-of-sixteen-or-mor', `${TOKEN}x`, TOKEN.toUpperCase()])('finds nobody for "%s"', (token) => {
    expect(findCaller(parseTokenList(`admin ${TOKEN} *`, 'tokens'), token)).toBeUndefined()
  })

  it.each([
    [`admin ${TOKEN}`, 'line'],
    [`admin ${TOKEN} * extra`, 'line'],
    [`ad/min ${TOKEN} *`, 'name'],
    ['admin short *', 'token'],
    [`admin ${TOKEN} team_a`, 'namespaces'],
    [`admin ${TOKEN} team-a,,team-b`, 'namespaces'],
    [`admin ${TOKEN} team-a,*`, 'namespaces'],
  ])('refuses "%s" with its place and without the token', (line, field) => {
    let message = ''
    try {
      parseTokenList(`# first\n${line}`, 'tokens')
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-configuration', place: { file: 'tokens', line: 2, field } })
      message = (error as Error).message
    }
    expect(message).not.toBe('')
    expect(message).not.toContain(TOKEN)
  })
})
