import type { Answer, ExtendedError, Reason, ResourceRecord, ResponseCode } from '#libs/dns-model'

const NO_RECORDS: readonly ResourceRecord[] = []

/** What a plugin says about an answer; the rest is empty. */
export interface ReplyParts {
  readonly rcode?: ResponseCode
  readonly authoritative?: boolean
  readonly truncated?: boolean
  readonly answer?: readonly ResourceRecord[]
  readonly authority?: readonly ResourceRecord[]
  readonly additional?: readonly ResourceRecord[] | undefined
  readonly extendedError?: ExtendedError
  readonly reasons?: readonly Reason[] | undefined
  readonly undecidable?: string | undefined
}

/** An answer of a plugin that knows the name: authoritative unless said otherwise. */
export function replyWith(parts: ReplyParts): Answer {
  const { extendedError, reasons, undecidable } = parts
  const answer: Answer = {
    rcode: parts.rcode ?? 'NOERROR',
    authoritative: parts.authoritative ?? true,
    recursionAvailable: false,
    truncated: parts.truncated ?? false,
    answer: parts.answer ?? NO_RECORDS,
    authority: parts.authority ?? NO_RECORDS,
    additional: parts.additional ?? NO_RECORDS,
  }
  if (extendedError === undefined && reasons === undefined && undecidable === undefined) return answer
  return {
    ...answer,
    ...(extendedError === undefined ? undefined : { extendedError }),
    ...(reasons === undefined ? undefined : { reasons }),
    ...(undecidable === undefined ? undefined : { undecidable }),
  }
}

/** What the server itself says when no plugin wrote a reply: the bare code, not authoritative. */
export function bareReply(rcode: ResponseCode, reasons?: readonly Reason[]): Answer {
  return replyWith({ rcode, authoritative: false, reasons })
}
