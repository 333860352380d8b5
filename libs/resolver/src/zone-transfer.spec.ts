import { describe, expect, it } from 'vitest'
import { SMALL_CLUSTER, namespace, service, slice, viewOfObjects, type RawObject } from '#test/fixtures'
import { dataText, type RecordType } from '#libs/dns-model'
import { viewUnder, type Setting } from '../test/ask-under.js'
import { settle, zoneTransfer, type Vantage } from './index.js'

const CLIENT = '10.1.0.40'
const FROM: Vantage = {
  client: { kind: 'address', address: CLIENT },
  transport: 'tcp',
  serverAddresses: ['10.1.9.9'],
}

interface Asked extends Setting {
  readonly to?: string
  readonly type?: RecordType
  readonly serial?: number
  readonly more?: string
}

/** The records of a transfer as lines, or the code of the answer that comes instead. */
function transfer(name: string, { to = '*', type = 'AXFR', serial, more = '', ...setting }: Asked = {}): string[] {
  const corefile = `. {\n kubernetes cluster.local in-addr.arpa {\n ttl 20\n }\n transfer {\n to ${to}\n }\n ${more}\n}`
  const found = zoneTransfer(viewUnder(corefile, setting), { ...FROM, ...setting.vantage }, { name, type }, serial)
  if (found.kind === 'step') return [settle(found.step).rcode]
  return [...found.parts]
    .flat()
    .map((record) => `${record.name} ${record.ttl} ${record.data.type} ${dataText(record.data)}`)
}

const SOA = 'cluster.local. 20 SOA ns.dns.cluster.local. hostmaster.cluster.local. 1700000000 7200 1800 86400 20'

describe('a transfer of the cluster', () => {
  it('gives SOA, name servers with glue of TTL 0, Services by name, and the SOA again', () => {
    expect(transfer('cluster.local.')).toEqual([
      SOA,
      'cluster.local. 20 NS ns.dns.cluster.local.',
      'ns.dns.cluster.local. 0 A 10.1.9.9',
      'away.prod.svc.cluster.local. 20 CNAME api.example.com.',
      'db.prod.svc.cluster.local. 20 A 10.1.0.20',
      'db-0.db.prod.svc.cluster.local. 20 A 10.1.0.20',
      '_sql._tcp.db.prod.svc.cluster.local. 20 SRV 0 50 3306 db-0.db.prod.svc.cluster.local.',
      'db.prod.svc.cluster.local. 20 A 10.1.0.21',
      'db-1.db.prod.svc.cluster.local. 20 A 10.1.0.21',
      '_sql._tcp.db.prod.svc.cluster.local. 20 SRV 0 50 3306 db-1.db.prod.svc.cluster.local.',
      'db.prod.svc.cluster.local. 20 AAAA 2001:db8::',
      '2001-db8--0.db.prod.svc.cluster.local. 20 AAAA 2001:db8::',
      '_sql._tcp.db.prod.svc.cluster.local. 20 SRV 0 100 3306 2001-db8--0.db.prod.svc.cluster.local.',
      'dual.default.svc.cluster.local. 20 A 10.96.50.7',
      'dual.default.svc.cluster.local. 20 AAAA fd00:96::7',
      'dual.default.svc.cluster.local. 20 SRV 0 100 80 dual.default.svc.cluster.local.',
      '_http._tcp.dual.default.svc.cluster.local. 20 SRV 0 100 80 dual.default.svc.cluster.local.',
      'loop.prod.svc.cluster.local. 20 CNAME loop.prod.svc.cluster.local.',
      'near.prod.svc.cluster.local. 20 CNAME web.default.svc.cluster.local.',
      'plain.default.svc.cluster.local. 20 A 10.96.50.8',
      'plain.default.svc.cluster.local. 20 SRV 0 100 80 plain.default.svc.cluster.local.',
      'web.default.svc.cluster.local. 20 A 10.96.50.100',
      'web.default.svc.cluster.local. 20 SRV 0 100 80 web.default.svc.cluster.local.',
      '_http._tcp.web.default.svc.cluster.local. 20 SRV 0 100 80 web.default.svc.cluster.local.',
      'web.default.svc.cluster.local. 20 SRV 0 100 9100 web.default.svc.cluster.local.',
      '_metrics._tcp.web.default.svc.cluster.local. 20 SRV 0 100 9100 web.default.svc.cluster.local.',
      SOA,
    ])
  })

  it('spells the zone as asked, and takes a name below it for a zone', () => {
    const [soa, ns] = transfer('SVC.Cluster.Local.')
    expect(soa).toContain('SVC.Cluster.Local. 20 SOA ns.dns.SVC.Cluster.Local. ')
    expect(ns).toBe('SVC.Cluster.Local. 20 NS ns.dns.SVC.Cluster.Local.')
  })

  it('gives all records the TTL that cache makes of it', () => {
    const ttls = transfer('cluster.local.', { more: 'cache 30' }).map((line) => line.split(' ')[1])
    expect(new Set(ttls)).toEqual(new Set(['5']))
  })

  it.each<[string, Partial<Asked>, string]>([
    ['over UDP', { vantage: { transport: 'udp' } }, 'REFUSED'],
    ['over HTTPS', { vantage: { transport: 'https' } }, 'REFUSED'],
    ['to a stranger', { to: '10.0.0.1 [2001:db8::1]:5353' }, 'REFUSED'],
    ['to nobody in particular', { to: '10.0.0.1', vantage: { client: { kind: 'anyone' } } }, 'REFUSED'],
    ['that an ACL blocks', { more: 'acl {\n block type AXFR net 10.1.0.0/16\n}' }, 'REFUSED'],
    ['as an IXFR that does not say what it has', { type: 'IXFR' }, 'SERVFAIL'],
  ])('is not made %s', (_title, asked, rcode) => {
    expect(transfer('cluster.local.', asked)).toEqual([rcode])
  })

  it.each([
    [`${CLIENT}:5353`, CLIENT],
    [`192.0.2.1 ${CLIENT}`, CLIENT],
    ['2001:db8::1', '2001:db8:0::1'],
    ['[2001:db8::1]:54', '2001:db8::1'],
    ['*', '192.0.2.99'],
  ])('is made to the receivers %s for %s', (to, address) => {
    expect(transfer('cluster.local.', { to, vantage: { client: { kind: 'address', address } } })[0]).toBe(SOA)
  })

  it('belongs to the longest zone of the stanzas', () => {
    const more = 'transfer a.cluster.local {\n to 192.0.2.1\n }'
    expect(transfer('a.cluster.local.', { more })).toEqual(['REFUSED'])
    expect(transfer('cluster.local.', { more })[0]).toBe(SOA)
  })

  it('is refused where there is no transfer for the zone', () => {
    expect(transfer('example.com.')).toEqual(['SERVFAIL'])
  })

  it.each([
    [1_700_000_000, 1],
    [1_699_999_999, 27],
    [1_700_000_001, 27],
    [0, 27],
  ])('is for an IXFR from %i of %i records', (serial, count) => {
    expect(transfer('cluster.local.', { type: 'IXFR', serial })).toHaveLength(count)
  })
})

describe('the records of endpoints', () => {
  const corefile = 'cluster.local {\n kubernetes {\n namespaces shop\n }\n transfer {\n to *\n }\n}'
  const transferOf = (...objects: RawObject[]): string[] => {
    const view = viewOfObjects([namespace('shop'), namespace('other'), ...objects], { corefile })
    const found = zoneTransfer(view, FROM, { name: 'cluster.local.', type: 'AXFR' })
    if (found.kind === 'step') throw new Error('no transfer')
    return [...found.parts]
      .flat()
      .filter(({ name }) => name.includes('.svc.'))
      .map(({ name, data }) => `${name.replace('.svc.cluster.local.', '')} ${data.type} ${dataText(data)}`)
  }
  const headless = service('shop/db', { clusterIPs: ['None'], ports: [{ port: 1, protocol: 'TCP' }] })
  const endpoints = (count: number): RawObject[] =>
    Array.from({ length: count }, (_, i) => ({ addresses: [`10.9.${i >> 8}.${i & 255}`] }))

  it.each([
    [1, 100],
    [7, 14],
    [300, 1],
  ])('in a slice of %i weigh %i', (count, weight) => {
    const ports = [{ name: 'sql', port: 5432, protocol: 'TCP' }]
    const lines = transferOf(headless, slice('shop/db-1', { service: 'db', ports, endpoints: endpoints(count) }))
    const srv = lines.filter((line) => line.includes('SRV'))
    expect(srv).toHaveLength(count)
    expect(srv[0]).toBe(`_sql._tcp.db.shop SRV 0 ${weight} 5432 10-9-0-0.db.shop.svc.cluster.local.`)
  })

  it('have no SRV at ports without a name, and 65535 for a port without a number', () => {
    const ports = [
      { port: 1, protocol: 'TCP' },
      { name: 'all', protocol: 'UDP' },
    ]
    expect(transferOf(headless, slice('shop/db-1', { service: 'db', ports, endpoints: endpoints(1) }))).toEqual([
      'db.shop A 10.9.0.0',
      '10-9-0-0.db.shop A 10.9.0.0',
      '_all._udp.db.shop SRV 0 100 65535 10-9-0-0.db.shop.svc.cluster.local.',
    ])
  })

  it('are left out in namespaces that are not exposed, and an ExternalName that is an address everywhere', () => {
    const away = service('shop/away', { type: 'ExternalName', externalName: '192.0.2.1' })
    const hidden = service('other/web', { clusterIPs: ['10.96.0.1'] })
    expect(transferOf(away, hidden)).toEqual([])
  })

  it('come by the name of the Service, whatever its namespace, in a big cluster too', () => {
    const many = Array.from({ length: 2500 }, (_, i) =>
      service(`${i % 2 === 0 ? 'shop' : 'other'}/s-${(i * 7919) % 2500}`, { clusterIPs: ['10.96.0.1'] }),
    )
    const view = viewOfObjects([namespace('shop'), namespace('other'), ...many], {
      corefile: corefile.replace('namespaces shop', ''),
    })
    const found = zoneTransfer(view, FROM, { name: 'cluster.local.', type: 'AXFR' })
    const owners = found.kind === 'step' ? [] : [...found.parts].flat().map(({ name }) => name.split('.')[0] as string)
    const services = owners.filter((owner) => owner.startsWith('s-'))
    expect(services).toHaveLength(2500)
    expect(services).toEqual(services.toSorted())
  })
})

describe('a transfer of other zones', () => {
  it('gives a zone file in its order, for exactly its name', () => {
    const db = '@ 60 IN SOA ns h 7 1 2 3 4\n@ 60 IN NS ns\nb 60 IN A 10.0.0.2\na.b 60 IN A 10.0.0.3\n@ 60 IN TXT x\n'
    const more = 'file db file.org'
    const lines = transfer('file.org.', { more, files: { db } })
    expect(lines).toEqual([
      'file.org. 60 SOA ns.file.org. h.file.org. 7 1 2 3 4',
      'file.org. 60 NS ns.file.org.',
      'b.file.org. 60 A 10.0.0.2',
      'a.b.file.org. 60 A 10.0.0.3',
      'file.org. 60 TXT "x"',
      'file.org. 60 SOA ns.file.org. h.file.org. 7 1 2 3 4',
    ])
    expect(transfer('b.file.org.', { more, files: { db } })).toEqual(['REFUSED'])
    expect(transfer('file.org.', { more, files: { db }, type: 'IXFR', serial: 7 })).toHaveLength(1)
  })

  describe('k8s_external', () => {
    const corefile =
      '. {\n kubernetes cluster.local {\n ttl 30\n }\n k8s_external ext.org {\n headless\n }\n transfer {\n to *\n }\n}'
    const view = viewOfObjects(
      [
        ...SMALL_CLUSTER,
        {
          ...service('default/lb', {
            type: 'LoadBalancer',
            clusterIPs: ['10.96.50.9'],
            externalIPs: ['192.0.2.4'],
            ports: [
              { name: 'http', port: 80, protocol: 'TCP' },
              { name: 'admin', port: 81, protocol: 'TCP' },
            ],
          }),
          status: { loadBalancer: { ingress: [{ hostname: 'lb.example.net' }] } },
        },
        service('default/one', {
          clusterIPs: ['10.96.50.10'],
          externalIPs: ['192.0.2.5'],
          ports: [{ port: 82, protocol: 'TCP' }],
        }),
      ],
      { corefile },
    )
    const ask = (name: string, type: RecordType, serial?: number): string[] => {
      const found = zoneTransfer(view, FROM, { name, type }, serial)
      if (found.kind === 'step') return [settle(found.step).rcode]
      return [...found.parts]
        .flat()
        .map(({ name: owner, ttl, data }) => `${owner} ${ttl} ${data.type} ${dataText(data)}`)
    }

    it('gives external addresses and headless endpoints, each record once', () => {
      const soa = 'ext.org. 5 SOA ns1.dns.ext.org. hostmaster.dns.ext.org. 1700000000 7200 1800 86400 5'
      expect(ask('EXT.org.', 'AXFR')).toEqual([
        soa,
        'ext.org. 5 NS ns1.dns.ext.org.',
        'ns1.dns.ext.org. 5 A 10.1.9.9',
        'db.prod.ext.org. 5 A 10.1.0.20',
        'db.prod.ext.org. 5 A 10.1.0.21',
        'db.prod.ext.org. 5 AAAA 2001:db8::',
        'db-0.db.prod.ext.org. 5 A 10.1.0.20',
        'db-0.db.prod.ext.org. 30 SRV 0 100 3306 db-0.db.prod.ext.org.',
        'db-1.db.prod.ext.org. 5 A 10.1.0.21',
        'db-1.db.prod.ext.org. 30 SRV 0 100 3306 db-1.db.prod.ext.org.',
        '2001-db8--0.db.prod.ext.org. 5 AAAA 2001:db8::',
        '2001-db8--0.db.prod.ext.org. 30 SRV 0 100 3306 2001-db8--0.db.prod.ext.org.',
        'db.prod.ext.org. 30 SRV 0 33 3306 db-0.db.prod.ext.org.',
        'db.prod.ext.org. 30 SRV 0 33 3306 db-1.db.prod.ext.org.',
        'db.prod.ext.org. 30 SRV 0 33 3306 2001-db8--0.db.prod.ext.org.',
        '_sql._tcp.db.prod.ext.org. 30 SRV 0 33 3306 db-0.db.prod.ext.org.',
        '_sql._tcp.db.prod.ext.org. 30 SRV 0 33 3306 db-1.db.prod.ext.org.',
        '_sql._tcp.db.prod.ext.org. 30 SRV 0 33 3306 2001-db8--0.db.prod.ext.org.',
        'lb.default.ext.org. 5 A 192.0.2.4',
        'lb.default.ext.org. 30 CNAME lb.example.net.',
        'lb.default.ext.org. 30 SRV 0 100 80 lb.default.ext.org.',
        '_http._tcp.lb.default.ext.org. 30 SRV 0 100 80 lb.default.ext.org.',
        '_admin._tcp.lb.default.ext.org. 30 SRV 0 100 81 lb.default.ext.org.',
        'one.default.ext.org. 5 A 192.0.2.5',
        'one.default.ext.org. 30 SRV 0 100 82 one.default.ext.org.',
        '_._tcp.one.default.ext.org. 30 SRV 0 100 82 one.default.ext.org.',
        soa,
      ])
    })

    it('is one SOA for a client that is up to date, or ahead, and nothing for a name below', () => {
      expect(ask('ext.org.', 'IXFR', 1_700_000_000)).toHaveLength(1)
      expect(ask('ext.org.', 'IXFR', 1_700_000_001)).toHaveLength(1)
      expect(ask('sub.ext.org.', 'AXFR')).toEqual(['NXDOMAIN'])
    })
  })
})
