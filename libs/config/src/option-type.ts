/** What reading a text gave: the value, or what is wrong with the text and what would be right, as the end of a sentence. */
export type Parsed<T> = { readonly value: T } | { readonly wrong: string }

/** How the text of an option becomes a value. The same for every way in, so that all of them take and refuse the same. */
export interface OptionType<T> {
  /** One or two words for help texts, such as `address` or `true|false`. */
  readonly name: string
  parse(text: string): Parsed<T>
}

/** Any text; surrounding spaces do not count. */
export const text: OptionType<string> = {
  name: 'text',
  parse: (given) => ({ value: given.trim() }),
}

/** A path, kept as written; relative ones start at the working directory. */
export const path: OptionType<string> = {
  name: 'path',
  parse: (given) => ({ value: given.trim() }),
}

export const boolean: OptionType<boolean> = {
  name: 'true|false',
  parse: (given) =>
    given === 'true' || given === 'false' ? { value: given === 'true' } : { wrong: 'is neither true nor false' },
}

/** One of a few words, as written here. */
export function choice<const Word extends string>(...words: readonly Word[]): OptionType<Word> {
  return {
    name: words.join('|'),
    parse: (given) => {
      const word = words.find((candidate) => candidate === given.trim())
      return word === undefined ? { wrong: `is none of ${words.join(', ')}` } : { value: word }
    },
  }
}

/** A text of a given shape; `form` ends the sentence "… is not" and gives an example. */
export function shaped(name: string, shape: RegExp, form: string): OptionType<string> {
  return {
    name,
    parse: (given) => (shape.test(given.trim()) ? { value: given.trim() } : { wrong: `is not ${form}` }),
  }
}

/** Items between commas, none of them empty, at least one. */
export function list<T>(item: OptionType<T>): OptionType<readonly T[]> {
  return {
    name: `${item.name}[,${item.name}]`,
    parse: (given) => {
      const values: T[] = []
      for (const part of given.split(',')) {
        if (part.trim() === '') return { wrong: 'has an empty item between its commas' }
        const parsed = item.parse(part.trim())
        if ('wrong' in parsed) return { wrong: `holds "${part.trim()}", which ${parsed.wrong}` }
        values.push(parsed.value)
      }
      return { value: values }
    },
  }
}
