import { dataText } from '#libs/dns-model'
import type { ZoneRecord } from '../zone-record.js'

/** A record's place in the inventory: namespace, service, owner name, type, data. Texts compare by code unit, everywhere alike. */
export type RecordPlace = readonly [namespace: string, service: string, name: string, type: string, data: string]

export function placeOf(record: ZoneRecord): RecordPlace {
  return [record.namespace ?? '', record.service ?? '', record.name, record.data.type, dataText(record.data)]
}

/** Negative, zero or positive. */
export function comparePlaces(a: RecordPlace, b: RecordPlace): number {
  for (let i = 0; i < a.length; i++) {
    const left = a[i] as string
    const right = b[i] as string
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

/**
 * The records in their order, each once: two stanzas with the same zone give the same records twice, and pods that share an address
 * the same name. Of several sources the first by name counts, whichever came first.
 */
export function inOrder(records: readonly ZoneRecord[]): ZoneRecord[] {
  const placed = records.map((record) => ({ record, place: placeOf(record) }))
  placed.sort((a, b) => comparePlaces(a.place, b.place) || compareSources(a.record, b.record))
  return placed
    .filter(({ place }, i) => i === 0 || comparePlaces((placed[i - 1] as { place: RecordPlace }).place, place) !== 0)
    .map(({ record }) => record)
}

function compareSources({ source: a }: ZoneRecord, { source: b }: ZoneRecord): number {
  const [left, right] = [a?.name ?? '', b?.name ?? '']
  return left === right ? 0 : left < right ? -1 : 1
}
