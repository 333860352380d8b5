import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonLines } from './json-lines.js'

async function read(chunks: readonly Buffer[], most?: number): Promise<unknown[]> {
  const documents: unknown[] = []
  async function* stream(): AsyncGenerator<Buffer> {
    yield* chunks
  }
  for await (const document of jsonLines(stream(), most)) documents.push(document)
  return documents
}

describe('jsonLines', () => {
  it('gives the same documents however the stream is cut', () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.json()), fc.array(fc.nat(), { maxLength: 20 }), async (texts, cuts) => {
        const bytes = Buffer.from(texts.map((text) => `${text.replaceAll('\n', '')}\n`).join(''))
        const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1))), bytes.length].toSorted((a, b) => a - b)
        const chunks = ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end))
        expect(await read(chunks)).toEqual(texts.map((text) => JSON.parse(text) as unknown))
      }),
    ))

  it.each<[string, string, number | undefined]>([
    ['a line that is cut off', '{"a":1}\n{"b"', undefined],
    ['a line that is no JSON', 'nonsense\n', undefined],
    ['a line that is too long', `"${'a'.repeat(100)}`, 50],
  ])('refuses %s', async (_, text, most) => {
    await expect(read([Buffer.from(text)], most)).rejects.toMatchObject({ name: 'ApiFailure' })
  })
})
