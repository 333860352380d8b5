import type { OptionType } from './option-type.js'

const MILLISECONDS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const BYTES: Readonly<Record<string, number>> = { '': 1, Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }

/** A length of time in the form Go programs and Kubernetes use (`1h30m`, `500ms`), in milliseconds. */
export const duration: OptionType<number> = {
  name: 'duration',
  parse: (given) => {
    const text = given.trim()
    if (!/^(\d+(ms|s|m|h))+$/.test(text)) return { wrong: 'is not a duration such as 90s, 1h or 1h30m' }
    let total = 0
    for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h)/g)) total += Number(count) * (MILLISECONDS[unit!] ?? 0)
    return Number.isSafeInteger(total) ? { value: total } : { wrong: 'is too long a duration' }
  },
}

/** A whole number from 0 on. */
export const wholeNumber: OptionType<number> = {
  name: 'number',
  parse: (given) =>
    /^\d{1,9}$/.test(given.trim()) ? { value: Number(given) } : { wrong: 'is not a whole number such as 0 or 1000' },
}

/** A number of bytes, with the binary suffixes of Kubernetes quantities (`64Mi`). */
export const byteSize: OptionType<number> = {
  name: 'bytes',
  parse: (given) => {
    const [, count, unit] = /^(\d+)(|Ki|Mi|Gi)$/.exec(given.trim()) ?? []
    const total = Number(count) * (BYTES[unit ?? ''] ?? 0)
    return count !== undefined && Number.isSafeInteger(total) && total > 0
      ? { value: total }
      : { wrong: 'is not a number of bytes above 0, such as 1048576 or 64Mi' }
  },
}
