import { describe, expect, it } from 'vitest'
import type { Resolution } from '#libs/resolver'
import type { OutputFormat } from './output-format.js'
import { resolutionText } from './resolution.js'

const PLACE = { cluster: 'tour', revision: '1.7', observedAt: Date.UTC(2026, 10, 23, 10) }
const NOTHING = { records: [], authority: [], additional: [] }

const ANSWER: Resolution = {
  ...PLACE,
  ...NOTHING,
  question: { name: 'db.default.svc.cluster.local.', type: 'A' },
  outcome: 'Answer',
  rcode: 'NOERROR',
  authoritative: true,
  records: ['10.1.0.15', '10.1.0.16'].map((address) => ({
    name: 'db.default.svc.cluster.local.',
    type: 'A',
    ttl: 30,
    data: address,
    rdata: { type: 'A', address },
    namespace: 'default',
  })),
  reasons: [{ code: 'headless', text: 'Service default/db is headless.' }],
  notes: ['The newest CoreDNS is assumed.'],
}

const MISSING: Resolution = {
  ...PLACE,
  ...NOTHING,
  question: { name: 'api.frontend.svc.cluster.local.', type: 'A' },
  outcome: 'NxDomain',
  rcode: 'NXDOMAIN',
  authoritative: true,
  reasons: [
    { code: 'no-such-service', text: 'Namespace frontend has no Service api.' },
    {
      code: 'exists-in-other-namespace',
      text: 'Namespace backend has one.',
      suggestion: 'api.backend.svc.cluster.local.',
    },
  ],
}

describe('resolutionText', () => {
  it.each<[OutputFormat, Resolution, string[]]>([
    [
      'table',
      ANSWER,
      [
        'NAME                            TYPE   TTL   DATA',
        'db.default.svc.cluster.local.   A      30    10.1.0.15',
        'db.default.svc.cluster.local.   A      30    10.1.0.16',
        '',
        'Why: Service default/db is headless.',
        'Note: The newest CoreDNS is assumed.',
      ],
    ],
    [
      'wide',
      ANSWER,
      [
        'NAME                            TYPE   TTL   DATA        NAMESPACE',
        'db.default.svc.cluster.local.   A      30    10.1.0.15   default',
        'db.default.svc.cluster.local.   A      30    10.1.0.16   default',
        '',
        'Why: Service default/db is headless.',
        'Note: The newest CoreDNS is assumed.',
        'Revision: 1.7 of tour, observed 2026-11-23T10:00:00Z',
      ],
    ],
    ['short', ANSWER, ['10.1.0.15', '10.1.0.16']],
    ['name', ANSWER, ['db.default.svc.cluster.local.']],
    ['short', MISSING, []],
    ['name', MISSING, []],
    [
      'table',
      MISSING,
      [
        'api.frontend.svc.cluster.local. A: NXDOMAIN',
        'Why: Namespace frontend has no Service api. Namespace backend has one.',
        'Try: api.backend.svc.cluster.local.',
      ],
    ],
    [
      'wide',
      MISSING,
      [
        'api.frontend.svc.cluster.local. A: NXDOMAIN',
        'Why: Namespace frontend has no Service api.',
        'Why: Namespace backend has one.',
        'Try: api.backend.svc.cluster.local.',
        'Revision: 1.7 of tour, observed 2026-11-23T10:00:00Z',
      ],
    ],
    [
      'dig',
      ANSWER,
      [
        '; <<>> namescope <<>> db.default.svc.cluster.local. A',
        ';; Got answer:',
        ';; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 0',
        ';; flags: qr aa rd; QUERY: 1, ANSWER: 2, AUTHORITY: 0, ADDITIONAL: 0',
        '',
        ';; QUESTION SECTION:',
        ';db.default.svc.cluster.local.\tIN\tA',
        '',
        ';; ANSWER SECTION:',
        'db.default.svc.cluster.local. 30 IN\tA\t10.1.0.15',
        'db.default.svc.cluster.local. 30 IN\tA\t10.1.0.16',
        '',
        ';; WHY: Service default/db is headless.',
        ';; NOTE: The newest CoreDNS is assumed.',
        ';; SERVER: tour, revision 1.7',
      ],
    ],
  ])('writes %s', async (format, resolution, lines) => {
    expect((await resolutionText(resolution, format)).split('\n').slice(0, -1)).toEqual(lines)
  })

  it.each<[Partial<Resolution>, string]>([
    [{ outcome: 'NoData', rcode: 'NOERROR' }, 'NODATA'],
    [{ outcome: 'Refused', rcode: 'REFUSED' }, 'REFUSED'],
    [{ outcome: 'ServFail', rcode: 'NOTIMP' }, 'NOTIMP'],
    [{ outcome: 'Undecidable', undecidable: 'upstream' }, 'undecidable (upstream)'],
    [{ outcome: 'Forbidden' }, 'forbidden (outside your namespaces)'],
  ])('says %o', async (outcome, text) => {
    const { rcode: _rcode, ...question } = { ...MISSING, reasons: [] }
    const [line] = (await resolutionText({ ...question, ...outcome }, 'table')).split('\n')
    expect(line).toBe(`api.frontend.svc.cluster.local. A: ${text}`)
  })

  it('has no header in the form of dig for what has no response code', async () => {
    const { rcode: _rcode, ...resolution } = { ...MISSING, reasons: [], outcome: 'Forbidden' as const }
    const text = await resolutionText(resolution, 'dig')
    expect(text).toContain(';; no answer: forbidden\n')
    expect(text).not.toContain('HEADER')
  })

  it('gives the whole result as JSON and as YAML', async () => {
    expect(JSON.parse(await resolutionText(ANSWER, 'json'))).toEqual(ANSWER)
    expect(await resolutionText(ANSWER, 'yaml')).toContain('outcome: Answer\n')
  })
})
