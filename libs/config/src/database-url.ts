import type { OptionType } from './option-type.js'

/** Which database, and where. */
export type DatabaseTarget =
  | { readonly dialect: 'sqlite'; /** A path; its folder is made when it is missing. */ readonly file: string }
  | { readonly dialect: 'postgres'; /** With user and password: never to be shown. */ readonly url: string }

export const databaseUrl: OptionType<DatabaseTarget> = {
  name: 'url',
  parse: (given) => {
    const url = given.trim()
    const file = /^sqlite:(?:\/\/(?=\/))?(.+)$/.exec(url)?.[1]
    if (file !== undefined) return { value: { dialect: 'sqlite', file } }
    if (/^postgres(ql)?:\/\/./.test(url) && URL.canParse(url)) return { value: { dialect: 'postgres', url } }
    return { wrong: 'is not sqlite:PATH or postgres://USER:PASSWORD@HOST:PORT/DATABASE' }
  },
}
