import { NamescopeError, type ErrorCode } from '#libs/errors'
import { addressFamily, type AddressFamily } from '#libs/ip-address'
import type { StringMap } from '../objects/metadata.js'
import { timeSeconds } from './time.js'

type RawObject = Readonly<Record<string, unknown>>

/**
 * One JSON object as the Kubernetes API writes it, and the way to it from the top. Each read checks one field; null counts as
 * absent and so does an empty string, as in the API server. The path of a field is only spelled out when something is wrong.
 *
 * Every method throws a NamescopeError (`invalid-object`, `invalid-address`, `invalid-name`) that names the field and says
 * what would be right.
 */
export class FieldReader {
  private constructor(
    private readonly raw: RawObject,
    private readonly parent: FieldReader | undefined,
    private readonly step: string,
    private readonly index: number | undefined,
  ) {}

  /** A reader of a whole object, or `undefined` for a value that is none. */
  static of(raw: unknown): FieldReader | undefined {
    return isRawObject(raw) ? new FieldReader(raw, undefined, '', undefined) : undefined
  }

  get fieldNames(): string[] {
    return Object.keys(this.raw)
  }

  /** The field untouched, for what is neither read nor kept. */
  value(field: string): unknown {
    return this.raw[field] ?? undefined
  }

  text(field: string): string | undefined {
    const value = this.raw[field]
    if (typeof value === 'string') return value === '' ? undefined : value
    if (value === undefined || value === null) return undefined
    return this.fail(field, `is ${typeText(value)}; a string is expected. In YAML, write it in quotes`)
  }

  requiredText(field: string): string {
    return this.text(field) ?? this.fail(field, 'is missing')
  }

  /** `true`, or `undefined` for false and absent: the default of most flags. */
  flag(field: string): true | undefined {
    return this.boolean(field) === true ? true : undefined
  }

  boolean(field: string): boolean | undefined {
    const value = this.raw[field]
    if (typeof value === 'boolean') return value
    if (value === undefined || value === null) return undefined
    return this.fail(field, `is ${typeText(value)}; true or false is expected`)
  }

  integer(field: string, min: number, max: number): number | undefined {
    const value = this.raw[field]
    if (value === undefined || value === null) return undefined
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
    return this.fail(field, `is ${valueText(value)}; a whole number from ${min} to ${max} is expected`)
  }

  /** One of the given words. */
  choice<T extends string>(field: string, allowed: readonly T[]): T | undefined {
    const text = this.text(field)
    if (text === undefined || (allowed as readonly string[]).includes(text)) return text as T | undefined
    return this.fail(field, `is ${valueText(text)}; ${allowed.join(', ')} is expected`)
  }

  /** An RFC 3339 time, in whole seconds since 1970. */
  time(field: string): number | undefined {
    const text = this.text(field)
    if (text === undefined) return undefined
    return (
      timeSeconds(text) ?? this.fail(field, `is ${valueText(text)}; a time such as 2026-01-31T12:00:00Z is expected`)
    )
  }

  object(field: string): FieldReader | undefined {
    const value = this.raw[field]
    if (value === undefined || value === null) return undefined
    if (!isRawObject(value)) return this.fail(field, `is ${typeText(value)}; an object is expected`)
    return new FieldReader(value, this, field, undefined)
  }

  requiredObject(field: string): FieldReader {
    return this.object(field) ?? this.fail(field, 'is missing')
  }

  /** A list of objects; empty when absent. */
  objects(field: string): readonly FieldReader[] {
    const values = this.list(field)
    if (values.length === 0) return NO_READERS
    const readers: FieldReader[] = []
    for (let index = 0; index < values.length; index++) {
      const value = values[index]
      if (!isRawObject(value)) return this.fail(field, `is ${typeText(value)}; an object is expected`, { index })
      readers.push(new FieldReader(value, this, field, index))
    }
    return readers
  }

  /** A list of strings, or `undefined` when it is absent or empty. */
  texts(field: string): string[] | undefined {
    const values = this.list(field)
    if (values.length === 0) return undefined
    return values.map((value, index) =>
      typeof value === 'string'
        ? value
        : this.fail(field, `is ${typeText(value)}; a string is expected. In YAML, write it in quotes`, { index }),
    )
  }

  /** A list of addresses, each valid and as written, or `undefined` when it is absent or empty. */
  addresses(field: string, family?: AddressFamily): string[] | undefined {
    const texts = this.texts(field)
    texts?.forEach((text, index) => this.checkAddress(field, text, family, index))
    return texts
  }

  address(field: string): string | undefined {
    const text = this.text(field)
    if (text !== undefined) this.checkAddress(field, text)
    return text
  }

  checkAddress(field: string, text: string, family?: AddressFamily, index?: number): void {
    const found = addressFamily(text)
    if (found !== undefined && (family === undefined || found === family)) return
    const what = found === undefined ? 'no IP address' : `an ${found} address`
    const example = family === 'IPv6' ? '2001:db8::1' : '192.0.2.1'
    this.fail(field, `is ${valueText(text)}, ${what}; an ${family ?? 'IP'} address such as ${example} is expected`, {
      index,
      code: 'invalid-address',
    })
  }

  /** A map of strings with sorted keys, so that equal maps have equal texts; `undefined` when it is absent or empty. */
  stringMap(field: string, keep?: (key: string) => boolean): StringMap | undefined {
    const reader = this.object(field)
    if (reader === undefined) return undefined
    const keys = keep === undefined ? Object.keys(reader.raw) : Object.keys(reader.raw).filter(keep)
    if (keys.length === 0) return undefined
    const map: Record<string, string> = {}
    for (const key of isSorted(keys) ? keys : keys.sort()) map[key] = reader.text(key) ?? ''
    return map
  }

  /** Refuses the object for this field. */
  fail(field: string, message: string, { index, code }: { index?: number; code?: ErrorCode } = {}): never {
    const path = this.pathOf(field, index)
    throw new NamescopeError(code ?? 'invalid-object', `${path} ${message}.`, { field: path })
  }

  private list(field: string): readonly unknown[] {
    const value = this.raw[field]
    if (value === undefined || value === null) return NO_VALUES
    return Array.isArray(value) ? value : this.fail(field, `is ${typeText(value)}; a list is expected`)
  }

  private pathOf(field: string, index?: number): string {
    const own = this.parent?.pathOf(this.step, this.index) ?? ''
    const step = PLAIN_FIELD.test(field) ? (own === '' ? field : `.${field}`) : `[${JSON.stringify(field)}]`
    return own + step + (index === undefined ? '' : `[${index}]`)
  }
}

const NO_READERS: readonly FieldReader[] = []
const NO_VALUES: readonly unknown[] = []
const PLAIN_FIELD = /^[\w-]+$/
const LONGEST_SHOWN = 80

function isRawObject(value: unknown): value is RawObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** True for maps from the API server, which writes them sorted. */
function isSorted(keys: readonly string[]): boolean {
  for (let i = 1; i < keys.length; i++) if ((keys[i] as string) < (keys[i - 1] as string)) return false
  return true
}

function typeText(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/** A value in a message. Called for addresses, ports, names and words of an enumeration only: nothing that may be a secret. */
function valueText(value: unknown): string {
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : typeText(value)
  return JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}...` : value)
}
