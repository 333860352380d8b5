import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FULL_SCOPE, keyOf, type SlimObject } from '#libs/cluster-model'
import { emptyView } from '#libs/cluster-view'
import type { Question } from '#libs/dns-model'
import { encodeQuery } from '#libs/dns-wire'
import { zoneFile } from '#libs/resolver'
import type { ClusterView } from '#libs/zone'
import { dnsLoad, Random, rawObject, type DnsLoadShape } from '#test/generator'
import type { ApiObject } from '#test/peers'
import { advanced, ALL_COMPLETE } from '../loaded-view.js'
import { drawMix, questionsOf } from '../question-mix.js'

/** 10,000 Services in 200 namespaces, one in ten of them headless. */
export const STANDARD: DnsLoadShape = {
  seed: 1,
  namespaces: 200,
  clusterIp: 9_000,
  headless: 1_000,
  endpoints: [5, 50],
}
/** As many Services, and 100,000 endpoints. */
export const LARGE: DnsLoadShape = { ...STANDARD, endpoints: [50, 150] }

const ZONE = 'cluster.local.'
const QUESTIONS = 100_000
/** What resolvers of today offer (DNS flag day 2020). */
const EDNS_SIZE = 1232

/** The files of questions, each by what is in it. */
export type QuestionFile = 'mix' | 'mix-without-edns' | 'unique' | 'outside' | 'outside-unique'

/** One synthetic cluster in all the forms that servers are given. */
export interface DataSet {
  readonly view: ClusterView
  /** As the API server shows them. */
  readonly objects: readonly ApiObject[]
  /** The same as one manifest. */
  readonly manifest: string
  /** `cluster.local` as a master file. */
  readonly zone: string
  /** The paths of the questions. */
  readonly questions: Readonly<Record<QuestionFile, string>>
  /** The mix, to compare answers by. */
  readonly mix: readonly Question[]
}

/** Makes the data set and writes its files into a folder. */
export async function writeDataSet(shape: DnsLoadShape, folder: string): Promise<DataSet> {
  await mkdir(folder, { recursive: true })
  const slim = [...dnsLoad(shape)]
  const view = viewOf(slim)
  const objects = slim.map((object) => rawObject(object) as unknown as ApiObject)
  const path = (file: string): string => join(folder, file)
  await writeFile(path('cluster.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }))
  await writeFile(path('cluster.zone'), [...zoneFile(view, ZONE, FULL_SCOPE)].map((line) => `${line}\n`).join(''))
  const mix = drawMix(questionsOf(view), QUESTIONS, new Random(shape.seed))
  const asked: Record<QuestionFile, Buffer> = {
    mix: framed(mix, EDNS_SIZE),
    'mix-without-edns': framed(mix),
    // Long first labels, for the generator to write a number into that never comes twice.
    unique: framed([{ name: `${'0'.repeat(16)}.payments-1.svc.${ZONE}`, type: 'A' }], EDNS_SIZE),
    outside: framed(
      many(1_000, (i) => ({ name: `host-${i}.example.com.`, type: 'A' })),
      EDNS_SIZE,
    ),
    'outside-unique': framed([{ name: `${'0'.repeat(16)}.example.com.`, type: 'A' }], EDNS_SIZE),
  }
  const questions = {} as Record<QuestionFile, string>
  for (const [name, bytes] of Object.entries(asked)) {
    questions[name as QuestionFile] = path(`${name}.questions`)
    await writeFile(path(`${name}.questions`), bytes)
  }
  return { view, objects, manifest: path('cluster.json'), zone: path('cluster.zone'), questions, mix }
}

/** The view of a cluster that consists of these objects. */
export function viewOf(objects: readonly SlimObject[]): ClusterView {
  const changes = objects.map((after) => ({ key: keyOf(after), after }))
  return advanced(emptyView('bench'), changes, ALL_COMPLETE).view
}

/** Questions as TCP carries them, which is how the generator reads them. */
function framed(questions: readonly Question[], udpSize?: number): Buffer {
  return Buffer.concat(
    questions.flatMap((question) => {
      const edns = udpSize === undefined ? {} : { edns: { udpSize } }
      const message = encodeQuery({ id: 0, question: { ...question, class: 1 }, ...edns })
      const length = Buffer.alloc(2)
      length.writeUInt16BE(message.length)
      return [length, message]
    }),
  )
}

function many<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index))
}
