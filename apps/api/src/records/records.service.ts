import { Injectable } from '@nestjs/common'
import { revisionText, type Scope } from '#libs/cluster-model'
import {
  countRecords,
  listRecords,
  pageRecords,
  parseRecordFilter,
  presentZoneRecord,
  type ClusterView,
  type PageRequest,
  type PresentedZoneRecord,
  type RawRecordFilter,
  type RecordPage,
} from '#libs/zone'
import type { Views } from '../history/views.js'

/** Counting stops here, so that a count never costs more than a large page. */
const HIGHEST_COUNT = 10_000

/** Which page is wanted: of the cursor's revision where there is a cursor, else of the moment. */
export interface PageWish extends PageRequest {
  readonly cluster?: string | undefined
  readonly at?: string | undefined
}

export interface RecordCount {
  readonly cluster: string
  readonly revision: string
  readonly count: number
  readonly exact: boolean
}

/** The inventory of records. */
@Injectable()
export class RecordsService {
  /** @throws NamescopeError of the filter, the moment or the cursor */
  async page(views: Views, wish: PageWish, filter: RawRecordFilter, scope: Scope): Promise<RecordPage> {
    const view = await this.view(views, wish)
    const page = this.pageOf(view, filter, scope, wish)
    if (page.hasNextPage) views.keep(view)
    return page
  }

  /** The view that a page is of. */
  view(views: Views, { cluster, at, after }: PageWish): Promise<ClusterView> {
    return after === undefined ? views.find(cluster, at) : views.ofCursor(cluster, after)
  }

  /** @throws NamescopeError of the filter or the cursor */
  pageOf(view: ClusterView, filter: RawRecordFilter, scope: Scope, page: PageRequest): RecordPage {
    return pageRecords(view, parseRecordFilter(filter), scope, page)
  }

  count(view: ClusterView, raw: RawRecordFilter, scope: Scope): RecordCount {
    const { cluster } = view.revision
    const counted = countRecords(view, parseRecordFilter(raw), scope, HIGHEST_COUNT)
    return { cluster, revision: revisionText(view.revision), ...counted }
  }

  /** The record with this owner name and id, when the view has it and the caller may see it. */
  find(view: ClusterView, name: string, id: string, scope: Scope): PresentedZoneRecord | undefined {
    const { cluster } = view.revision
    for (const record of listRecords(view, parseRecordFilter({ name }), scope)) {
      const presented = presentZoneRecord(cluster, record)
      if (presented.id === id) return presented
    }
    return undefined
  }
}
