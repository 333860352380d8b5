import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  compareNames,
  isAtOrUnder,
  joinLabels,
  labelBytes,
  labelStart,
  labelText,
  MAX_LABEL_OCTETS,
  MAX_NAME_OCTETS,
  nameKey,
  parseDomainName,
  splitLabels,
} from './domain-name.js'

/** Octets of a label, with many of those that need an escape. */
const anyLabelOctets = fc
  .array(fc.oneof(fc.constantFrom(0x2e, 0x5c, 0x00, 0x20, 0xff, 0x30, 0x41), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 20,
  })
  .map((octets) => Uint8Array.from(octets))

const anyLabel = anyLabelOctets.map(labelText)
const anyName = fc.array(anyLabel, { maxLength: 4 }).map(joinLabels)

const LABEL_63 = 'a'.repeat(MAX_LABEL_OCTETS)

describe('parseDomainName', () => {
  it.each([
    ['.', '.'],
    ['web.default.svc.cluster.local', 'web.default.svc.cluster.local.'],
    ['web.default.svc.cluster.local.', 'web.default.svc.cluster.local.'],
    ['WEB.Default', 'WEB.Default.'],
    ['_http._tcp.web', '_http._tcp.web.'],
    ['*.example.com', '*.example.com.'],
    [String.raw`a\.b.c`, String.raw`a\.b.c.`],
    [String.raw`a\.`, String.raw`a\..`],
    [String.raw`a\\.`, String.raw`a\\.`],
    // RFC 1035, section 5.1: an escape stands for its octet, so one name has one form here.
    [String.raw`\097`, 'a.'],
    [String.raw`\a`, 'a.'],
    [String.raw`\046`, String.raw`\..`],
    [String.raw`\092`, String.raw`\\.`],
    ['a b', String.raw`a\032b.`],
    ['é', String.raw`\195\169.`],
    [String.raw`\.é`, String.raw`\.\195\169.`],
    ['😀', String.raw`\240\159\152\128.`],
    [String.raw`\.😀`, String.raw`\.\240\159\152\128.`],
    [LABEL_63, `${LABEL_63}.`],
  ])('reads %j as %j', (text, name) => {
    expect(parseDomainName(text)).toBe(name)
  })

  it.each([
    ['', 'empty'],
    ['..', 'empty label'],
    ['.a', 'empty label'],
    ['a..b', 'empty label'],
    ['a..', 'empty label'],
    [`${LABEL_63}a`, '64 octets'],
    ['é'.repeat(32), '64 octets'],
    [String.raw`\256`, 'escape'],
    [String.raw`a\25`, 'escape'],
    ['a\\', 'escape'],
    [String.raw`\999.b`, 'escape'],
  ])('refuses %j: %s', (text, reason) => {
    expect(() => parseDomainName(text)).toThrow(
      expect.objectContaining({ code: 'invalid-name', message: expect.stringContaining(reason) }),
    )
  })

  it('takes 255 octets on the wire and not one more', () => {
    const head = [LABEL_63, LABEL_63, LABEL_63]
    const longest = joinLabels([...head, 'a'.repeat(61)])
    expect(parseDomainName(longest)).toBe(longest)
    expect(() => parseDomainName(joinLabels([...head, 'a'.repeat(62)]))).toThrow(
      expect.objectContaining({
        code: 'invalid-name',
        message: expect.stringContaining(`${MAX_NAME_OCTETS + 1} octets`),
      }),
    )
  })

  it('shortens an overlong name in its message', () => {
    for (const text of ['a'.repeat(100_000), `${'a'.repeat(100_000)}\\`]) {
      expect(() => parseDomainName(text)).toThrow(
        expect.objectContaining({ message: expect.toSatisfy((message: string) => message.length < 300) }),
      )
    }
  })

  it('leaves a name alone that is in its one form', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(parseDomainName(name)).toBe(name)
      }),
    )
  })
})

describe('labels', () => {
  it('come back from their octets', () => {
    fc.assert(
      fc.property(anyLabelOctets, (octets) => {
        expect(labelBytes(labelText(octets))).toEqual(octets)
      }),
    )
  })

  it('come back from the name that they make', () => {
    fc.assert(
      fc.property(fc.array(anyLabel, { maxLength: 4 }), (labels) => {
        const name = joinLabels(labels)
        expect(splitLabels(name)).toEqual(labels)
        if (labels.length > 0) expect(splitLabels(name.slice(0, -1))).toEqual(labels)
      }),
    )
  })

  it('are escaped where an octet is a dot, a backslash or unprintable, and only there', () => {
    expect(labelText(Uint8Array.of(0x2e, 0x5c, 0x20, 0x00, 0x7f, 0xff, 0x21, 0x7e, 0x22, 0x2a))).toBe(
      String.raw`\.\\\032\000\127\255!~"*`,
    )
  })
})

describe('nameKey', () => {
  it('lowers ASCII letters and nothing else', () => {
    expect(nameKey('WeB.Default.')).toBe('web.default.')
    expect(nameKey('web.')).toBe('web.')
    expect(nameKey('İÉ.')).toBe('İÉ.')
  })
})

describe('labelStart', () => {
  it('reads the labels from right to left', () => {
    fc.assert(
      fc.property(
        anyName.filter((name) => name !== '.'),
        (name) => {
          const labels: string[] = []
          for (let end = name.length - 1, start; end >= 0; end = start - 1) {
            start = labelStart(name, end)
            labels.unshift(name.slice(start, end))
          }
          expect(labels).toEqual(splitLabels(name))
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('isAtOrUnder', () => {
  it.each([
    ['a.b.', 'b.', true],
    ['b.', 'b.', true],
    ['A.B.', 'b.', true],
    ['a.b.', 'B.', true],
    ['ab.', 'b.', false],
    ['b.', 'a.b.', false],
    ['a.b.', '.', true],
    ['.', '.', true],
    ['.', 'b.', false],
    // The dot before the zone is part of a label.
    [String.raw`a\.b.`, 'b.', false],
    // The backslash before it is one, so the dot parts labels.
    [String.raw`a\\.b.`, 'b.', true],
    [String.raw`a\\\.b.`, 'b.', false],
  ])('%s at or under %s: %s', (name, zone, under) => {
    expect(isAtOrUnder(name, zone)).toBe(under)
  })

  it('holds just for names whose last labels are those of the zone', () => {
    fc.assert(
      fc.property(anyName, anyName, (name, zone) => {
        const labels = splitLabels(nameKey(name))
        const ofZone = splitLabels(nameKey(zone))
        const tail = ofZone.length === 0 ? [] : labels.slice(-ofZone.length)
        expect(isAtOrUnder(name, zone)).toBe(JSON.stringify(tail) === JSON.stringify(ofZone))
        const below = joinLabels([...splitLabels(name), ...splitLabels(zone)])
        expect(isAtOrUnder(below, zone)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('compareNames', () => {
  it('orders the names of RFC 4034, section 6.1, as it does', () => {
    const ordered = [
      'example.',
      'a.example.',
      'yljkjljk.a.example.',
      'Z.a.example.',
      'zABC.a.EXAMPLE.',
      'z.example.',
      String.raw`\001.z.example.`,
      '*.z.example.',
      String.raw`\200.z.example.`,
    ]
    for (const seed of [1, 2, 3]) {
      const shuffled = fc.sample(fc.shuffledSubarray(ordered, { minLength: ordered.length }), { seed, numRuns: 1 })[0]
      expect(shuffled?.toSorted(compareNames)).toEqual(ordered)
    }
  })

  it('is a total order: equal just for names with one key', () => {
    fc.assert(
      fc.property(anyName, anyName, anyName, (a, b, c) => {
        expect(Math.sign(compareNames(a, b)) + Math.sign(compareNames(b, a))).toBe(0)
        expect(compareNames(a, b) === 0).toBe(nameKey(a) === nameKey(b))
        const [first, second, third] = [a, b, c].toSorted(compareNames) as [string, string, string]
        expect(compareNames(first, second)).toBeLessThanOrEqual(0)
        expect(compareNames(second, third)).toBeLessThanOrEqual(0)
        expect(compareNames(first, third)).toBeLessThanOrEqual(0)
      }),
    )
  })
})
