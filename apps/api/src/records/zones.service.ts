import { Injectable } from '@nestjs/common'
import { revisionText, type Scope } from '#libs/cluster-model'
import { parseDomainName } from '#libs/dns-model'
import { servedZones, zoneFile, type ServedZone } from '#libs/resolver'
import type { ClusterView } from '#libs/zone'
import { API_PREFIX } from '../http/api-prefix.js'
import { ZoneFileStream } from './zone-file-stream.js'

export interface ZoneReport extends ServedZone {
  /** The path of its file at this revision. */
  readonly file: string
}

export interface ZoneList {
  readonly cluster: string
  readonly revision: string
  readonly observedAt: number
  readonly zones: readonly ZoneReport[]
}

/** The zones of a cluster, and their files. */
@Injectable()
export class ZonesService {
  list(view: ClusterView): ZoneList {
    const { cluster } = view.revision
    const revision = revisionText(view.revision)
    const query = new URLSearchParams({ cluster, at: revision }).toString()
    const zones = servedZones(view).map((zone) => ({
      ...zone,
      file: `/${API_PREFIX}/zones/${encodeURIComponent(zone.name)}/file?${query}`,
    }))
    return { cluster, revision, observedAt: view.observedAt, zones }
  }

  /** @throws NamescopeError `invalid-name`, `not-found` */
  file(view: ClusterView, zone: string, scope: Scope): ZoneFileStream {
    const name = parseDomainName(zone)
    return new ZoneFileStream(view.revision, name, zoneFile(view, name, scope))
  }
}
