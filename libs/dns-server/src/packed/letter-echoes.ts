/** Where a body repeats the end of the question's name: the octet of the body, and that of the name. */
export interface LetterEcho {
  readonly at: number
  readonly from: number
}

/**
 * Where a reply repeats the letters of its question, found by comparing the bodies of the replies to the question in lower case and
 * in capitals: names in a reply that take the client's letters end as the question does. `undefined` when the bodies differ
 * otherwise, so that the answer itself depends on letters.
 * @param name the question's name in lower case, as octets
 */
export function letterEchoes(name: Uint8Array, lower: Uint8Array, capitals: Uint8Array): LetterEcho[] | undefined {
  if (lower.length !== capitals.length) return undefined
  const echoes: LetterEcho[] = []
  const ends = endsOf(name)
  for (let i = 0; i < lower.length; i++) {
    if (lower[i] === capitals[i]) continue
    const echo = ends.map((from) => echoAt(name, from, i, lower, capitals)).find((found) => found !== undefined)
    if (echo === undefined) return undefined
    echoes.push(echo)
    i = echo.at + (name.length - echo.from) - 1
  }
  return echoes
}

/** Where each label begins: longest end of the name first. */
function endsOf(name: Uint8Array): number[] {
  const ends: number[] = []
  for (let at = 0; (name[at] as number) !== 0; at += (name[at] as number) + 1) ends.push(at)
  return ends
}

/** The end of the name that begins at `from`, if its first letter stands at `difference`. */
function echoAt(
  name: Uint8Array,
  from: number,
  difference: number,
  lower: Uint8Array,
  capitals: Uint8Array,
): LetterEcho | undefined {
  let letter = from
  while (letter < name.length && capitalOf(name[letter] as number) === name[letter]) letter++
  const at = difference - (letter - from)
  if (at < 0 || at + name.length - from > lower.length) return undefined
  for (let i = from; i < name.length; i++) {
    const octet = name[i] as number
    if (lower[at + i - from] !== octet || capitals[at + i - from] !== capitalOf(octet)) return undefined
  }
  return { at, from }
}

/** The octet with a letter made a capital. */
export function capitalOf(octet: number): number {
  return octet >= 97 && octet <= 122 ? octet - 32 : octet
}
