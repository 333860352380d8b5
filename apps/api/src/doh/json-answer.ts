import { RESPONSE_CODES, codeOfType, dataText, type Answer, type Question, type ResourceRecord } from '#libs/dns-model'

/** An answer in the JSON form that the public resolvers of Google and Cloudflare share. Sections without records are left out. */
export interface JsonAnswer {
  readonly Status: number
  readonly TC: boolean
  readonly RD: boolean
  readonly RA: boolean
  readonly AD: boolean
  readonly CD: boolean
  readonly Question: readonly [{ readonly name: string; readonly type: number }]
  readonly Answer?: readonly JsonRecord[]
  readonly Authority?: readonly JsonRecord[]
  readonly Additional?: readonly JsonRecord[]
  readonly extended_dns_errors?: readonly [{ readonly info_code: number; readonly extra_text: string }]
}

export interface JsonRecord {
  readonly name: string
  readonly type: number
  readonly TTL: number
  readonly data: string
}

/** The answer as JSON; `checkingDisabled` is told back as it was asked. */
export function jsonAnswer({ name, type }: Question, answer: Answer, checkingDisabled: boolean): JsonAnswer {
  const { extendedError } = answer
  return {
    Status: RESPONSE_CODES[answer.rcode],
    TC: answer.truncated,
    RD: true,
    RA: answer.recursionAvailable,
    AD: false,
    CD: checkingDisabled,
    Question: [{ name, type: codeOfType(type) }],
    ...(answer.answer.length > 0 && { Answer: answer.answer.map(jsonRecord) }),
    ...(answer.authority.length > 0 && { Authority: answer.authority.map(jsonRecord) }),
    ...(answer.additional.length > 0 && { Additional: answer.additional.map(jsonRecord) }),
    ...(extendedError && {
      extended_dns_errors: [{ info_code: extendedError.code, extra_text: extendedError.text }],
    }),
  }
}

function jsonRecord({ name, ttl, data }: ResourceRecord): JsonRecord {
  return { name, type: codeOfType(data.type), TTL: ttl, data: dataText(data) }
}
