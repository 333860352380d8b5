import type { ClusterView, RecordDelta } from '#libs/zone'
import type { Way } from '../served-counts.js'
import { wireRulesOf } from '../wire-rules.js'
import { groupsTouched } from './dependencies.js'
import { Doorkeeper } from './doorkeeper.js'
import { makeEntry, type AnsweredQuestion } from './make-entry.js'
import { clampedSize, largestPlainReply, largestReply, OPT_OCTETS } from './reply-room.js'
import type { TableMemory } from './table-memory.js'
import type { TableRequest } from './table-request.js'
import { TableWriter } from './table-writer.js'

/** More records than an entry can hold, unless they are bare addresses. */
const MOST_RECORDS = 256

/**
 * The side of the packed table that knows views and answers: what goes in, and what a commit voids. On the main thread only.
 */
export class PackedAnswers {
  readonly #writer: TableWriter
  readonly #doorkeeper = new Doorkeeper()
  #view: ClusterView | undefined

  constructor(
    memory: TableMemory,
    /** The number under which the metrics count a zone. */
    private readonly zoneNumber: (zone: string) => number,
  ) {
    this.#writer = new TableWriter(memory)
  }

  /** Takes note of a commit. One that does not lead on from the view known here, or changes the settings, voids everything. */
  follow({ before, after, changes }: RecordDelta): void {
    if (before !== this.#view || before.settings !== after.settings || before.coverage !== after.coverage) {
      this.#startAnew(after)
      return
    }
    this.#view = after
    if (changes.length > 0 || before.serials !== after.serials) {
      this.#writer.advance(groupsTouched(changes), after.serials)
    }
  }

  /** Makes sure that the table speaks of this view. */
  see(view: ClusterView): void {
    if (view !== this.#view) this.#startAnew(view)
  }

  /** Keeps what the slow path has answered to the request that was read last, if it may be kept and was asked for before. */
  keep(asked: AnsweredQuestion, request: TableRequest, way: Way): void {
    const { answer, view, zone } = asked
    const records = answer.authority.length + answer.additional.length
    if (view !== this.#view || answer.undecidable !== undefined || records > MOST_RECORDS) return
    const { hash, type, hasCapitals } = request
    const known = this.#writer.find(request)
    if (known === 0 && !this.#doorkeeper.admits(hash)) return
    if (known !== 0 && hasCapitals && this.#writer.answersLowerCaseOnly(known)) return
    const name = request.name.slice(0, request.nameOctets)
    const limit = largestReply(way, clampedSize(request.udpSize, zone.maxSize ?? 0))
    const opt = request.hasEdns ? OPT_OCTETS : 0
    const room = { room: limit - opt, plainRoom: largestPlainReply(way, limit) - opt }
    const content = makeEntry(asked, name, hasCapitals, room)
    if (content !== undefined) this.#writer.insert({ ...content, hash, type, name, zone: this.zoneNumber(zone.zone) })
  }

  #startAnew(view: ClusterView): void {
    this.#view = view
    this.#writer.dropAll(view.serials, wireRulesOf(view.settings).echoesOptions)
  }
}
