import { randomInt } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { FULL_SCOPE, isSettled, type SourceProblem } from '#libs/cluster-model'
import { emptyView, LiveView, liveSink, statusOf } from '#libs/cluster-view'
import type { ClusterSource, Configuration } from '#libs/config'
import { parseDomainName } from '#libs/dns-model'
import { waysBack } from '#libs/dns-server'
import { NamescopeError } from '#libs/errors'
import { PLAIN_QUERY, drive, forwarder, type Clock, type PerformAsk } from '#libs/forwarder'
import { askVerdict, pagePolicies, type PolicyPage, type PolicyVerdict } from '#libs/network-policy'
import { zoneFile } from '#libs/resolver'
import { lookUp, settleLookUp, type LookUpRequest, type LookUpResult } from '#libs/trace'
import { whatIf } from '#libs/what-if'
import { pageRecords, parseRecordFilter, type ClusterView, type RecordPage } from '#libs/zone'
import { clusterName, dnsOptionsChange, readDnsOptions, sourceOf } from '#libs/sources'
import { readProposals } from '#libs/manifest-source'
import { interrupted, placeText, usageError } from '../failure.js'
import type { Io } from '../io.js'
import { allPages } from './all-pages.js'
import type {
  Inquirer,
  PoliciesQuery,
  Proposal,
  ProposalAnswer,
  RecordsQuery,
  ResolveQuery,
  StatusReport,
  VerdictQuery,
  ZoneFileQuery,
} from './inquirer.js'

/** As a server gives them, so that memory stays level however many items there are. */
const PAGE_SIZE = 500

const EVERYTHING = { scope: FULL_SCOPE, explain: true }

const CLOCK: Clock = {
  now: () => performance.now(),
  every: (milliseconds, work) => {
    const timer = setInterval(work, milliseconds).unref()
    return () => clearInterval(timer)
  },
}

/** Asks the source itself: reads it, keeps watching it, and answers by the same libraries as a server. */
export class LocalInquirer implements Inquirer {
  constructor(
    private readonly live: LiveView,
    private readonly source: string,
    private readonly problems: readonly SourceProblem[],
    /** Settles when the source has stopped. */
    private readonly running: Promise<void>,
    private readonly performAsk: PerformAsk,
    private readonly stop: () => void,
  ) {}

  get view(): ClusterView {
    return this.live.current
  }

  async resolve({ at, ...request }: ResolveQuery): Promise<LookUpResult> {
    refusePast(at)
    const step = lookUp(this.view, request, EVERYTHING)
    const { result } = await drive(step, (ask) => this.performAsk(ask, PLAIN_QUERY))
    return result
  }

  async *records({ filter, at }: RecordsQuery): AsyncGenerator<RecordPage> {
    refusePast(at)
    const { view } = this
    const wanted = parseRecordFilter(filter)
    yield* allPages((after) => pageRecords(view, wanted, FULL_SCOPE, { first: PAGE_SIZE, after }))
  }

  async *zoneFile({ zone, at }: ZoneFileQuery): AsyncGenerator<string> {
    refusePast(at)
    for (const line of zoneFile(this.view, parseDomainName(zone), FULL_SCOPE)) yield `${line}\n`
  }

  async *policies({ namespace, at }: PoliciesQuery): AsyncGenerator<PolicyPage> {
    refusePast(at)
    const { view } = this
    yield* allPages((after) => pagePolicies(view, FULL_SCOPE, { namespace, first: PAGE_SIZE, after }))
  }

  async policyVerdict({ at, ...request }: VerdictQuery): Promise<PolicyVerdict> {
    refusePast(at)
    return askVerdict(this.view, FULL_SCOPE, request)
  }

  async status(): Promise<StatusReport> {
    return { ...statusOf(this.view), source: this.source, problems: this.problems }
  }

  async whatIf({ questions, at, ...manifests }: Proposal): Promise<ProposalAnswer> {
    refusePast(at)
    const { view, report } = whatIf(this.view, readProposals(manifests), FULL_SCOPE)
    return { report, resolutions: questions.map((request) => resolveIn(view, request)) }
  }

  async *revisions(signal: AbortSignal): AsyncGenerator<undefined> {
    let changed = Promise.withResolvers<void>()
    const unsubscribe = this.live.subscribe(() => changed.resolve())
    try {
      while (!signal.aborted) {
        yield
        await Promise.race([changed.promise, this.running])
        changed = Promise.withResolvers()
      }
    } finally {
      unsubscribe()
    }
  }

  /** Lets go of the files. */
  async close(): Promise<void> {
    this.stop()
    await this.running.catch(() => undefined)
  }
}

/**
 * Reads the source of the configuration, or of one of its clusters. What it could not take in is said on the standard error.
 * @throws NamescopeError `cluster-not-found`, and whatever reading the source throws
 */
export async function openLocalInquirer(
  io: Io,
  configuration: Configuration,
  cluster: string | undefined,
): Promise<LocalInquirer> {
  const chosen = chosenSource(configuration.source, cluster)
  const source = await sourceOf(chosen, configuration, {
    now: Date.now,
    stdin: process.stdin,
    random: Math.random,
    pause: () => nextTurn(),
    environment: process.env,
    userAgent: 'namescope-cli',
  })
  const live = new LiveView(emptyView(clusterName(chosen)), {
    now: () => performance.now(),
    pause: () => nextTurn(),
  })
  const stop = new AbortController()
  const problems: SourceProblem[] = []
  const loaded = Promise.withResolvers<void>()
  const report = (problem: SourceProblem): void => {
    problems.push(problem)
    // Files that can't be read end the source; a server that can't be reached is waited for, which a command must not do.
    if (chosen.kind !== 'manifests' && problem.code === 'source-unreadable')
      loaded.reject(new NamescopeError('source-unreadable', problem.message))
    if (problem.severity !== 'note') io.stderr.write(`warning: ${problemText(problem)}\n`)
  }
  const options = dnsOptionsChange(live.current.state, await readDnsOptions(configuration))
  if (options !== undefined) await live.ingest({ kind: 'changes', observedAt: io.now(), changes: [options] })

  const unsubscribe = live.subscribe(({ view }) => {
    if (isSettled(view.coverage)) loaded.resolve()
  })
  const running = source.run(liveSink(live, report), AbortSignal.any([io.signal, stop.signal]))
  try {
    await Promise.race([loaded.promise, running])
  } catch (error) {
    stop.abort()
    throw error
  } finally {
    unsubscribe()
  }
  if (io.signal.aborted) throw interrupted()
  const performAsk = forwarder(
    {
      upstreams: configuration.dnsUpstreams,
      leadsBack: waysBack({ states: () => [live.current.state], listening: [] }),
      clock: CLOCK,
      randomBelow: randomInt,
      onProblem: (message) => io.stderr.write(`warning: ${message}\n`),
    },
    stop.signal,
  )
  return new LocalInquirer(live, source.description, problems, running, performAsk, () => stop.abort())
}

function chosenSource(sources: readonly ClusterSource[], cluster: string | undefined): ClusterSource {
  const [only, ...others] = sources
  if (cluster === undefined && only !== undefined && others.length === 0) return only
  const chosen = sources.find((source) => clusterName(source) === cluster)
  if (chosen !== undefined) return chosen
  const wrong = cluster === undefined ? 'There are several clusters' : `There is no cluster "${cluster}"`
  const names = sources.map(clusterName).join(', ')
  throw new NamescopeError('cluster-not-found', `${wrong}: name one of ${names}.`, { field: '--cluster' })
}

function resolveIn(view: ClusterView, request: LookUpRequest): LookUpResult {
  return settleLookUp(lookUp(view, request, EVERYTHING))
}

function refusePast(at: string | undefined): void {
  if (at === undefined) return
  throw usageError('Files have no history; a server keeps it: give --server http://127.0.0.1:8080.', '--at')
}

function problemText({ file, line, field, message }: SourceProblem): string {
  const place = placeText({
    ...(file === undefined ? undefined : { file }),
    ...(line === undefined ? undefined : { line }),
    ...(field === undefined || field === '' ? undefined : { field }),
  })
  return place === '' ? message : `${place}: ${message}`
}
