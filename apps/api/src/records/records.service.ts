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
import { viewOfPage, type PageWish } from '../history/page-wish.js'
import type { Views } from '../history/views.js'

/** Records that must be made to be counted, at most: a count never costs much more than a large page. */
const HIGHEST_COUNT = 10_000

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
    const view = await viewOfPage(views, wish)
    const page = this.pageOf(view, filter, scope, wish)
    if (page.hasNextPage) views.keep(view)
    return page
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
