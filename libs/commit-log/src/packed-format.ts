/**
 * The layout of a packed value: one tag byte, its upper three bits the type, its lower five an amount (a length, a count, an
 * index or the number itself). Amounts below 28 stand in the tag, 28 to 31 say that 1, 2, 4 or 8 bytes follow, big-endian,
 * always the shortest that fits: equal values have equal bytes.
 */
export const INTEGER = 0
/** -1 minus the amount. */
export const NEGATIVE = 1
/** The amount is a place in `WORDS`. */
export const WORD = 2
/** The amount is the number of UTF-8 bytes that follow. */
export const TEXT = 3
export const ARRAY = 4
/** The amount is the number of fields; each is a text and a value, in ascending order of their UTF-16 units. */
export const OBJECT = 5
/** The amount is the place of an earlier text of this value, among those of three units or more that are no words. */
export const REPEATED = 6
/** The amount is one of the constants below. */
export const SPECIAL = 7

export const NULL = 0
export const FALSE = 1
export const TRUE = 2
/** 16 bytes: a UUID in lower case. */
export const UUID = 3
/** 4 bytes: a dotted quad. */
export const IPV4 = 4
/** An unsigned integer follows, that stands for its decimal text: resource versions. */
export const DECIMAL = 5
/** 8 bytes: an IEEE 754 number that is no safe integer. */
export const DOUBLE = 6

/** Amounts from here on follow the tag. */
export const FIRST_FOLLOWING = 28
/** Texts shorter than this are cheaper written again than referred to. */
export const MIN_REPEATED = 3
/** Slim objects nest about ten deep. The limit keeps hostile bytes from exhausting the stack. */
export const MAX_DEPTH = 64
