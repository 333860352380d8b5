import { setTimeout as sleep } from 'node:timers/promises'
import type { PolicyPage, PolicyVerdict } from '#libs/network-policy'
import type { LookUpResult } from '#libs/trace'
import type { RecordPage } from '#libs/zone'
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
import { allPages } from './all-pages.js'
import type { Query, ServerClient } from './server-client.js'

/** How long to wait before looking for a newer revision, in milliseconds. */
const LOOK_INTERVAL = 1000
/** The most items that the server gives at once. */
const PAGE_SIZE = 500

/** Asks a running Namescope over its REST API. */
export class ServerInquirer implements Inquirer {
  constructor(
    private readonly client: ServerClient,
    private readonly cluster: string | undefined,
  ) {}

  resolve({ name, type, from, at }: ResolveQuery): Promise<LookUpResult> {
    return this.client.get('/resolve', { cluster: this.cluster, at, name, type, from, explain: 'true' })
  }

  records({ filter, at }: RecordsQuery): AsyncGenerator<RecordPage> {
    return this.pages('/records', { ...filter, at })
  }

  zoneFile({ zone, at }: ZoneFileQuery): AsyncIterable<string> {
    return this.client.text(`/zones/${encodeURIComponent(zone)}/file`, 'text/dns', { cluster: this.cluster, at })
  }

  policies({ namespace, at }: PoliciesQuery): AsyncGenerator<PolicyPage> {
    return this.pages('/policies', { namespace, at })
  }

  policyVerdict(query: VerdictQuery): Promise<PolicyVerdict> {
    return this.client.get('/policies/verdict', { ...query, cluster: this.cluster })
  }

  status(): Promise<StatusReport> {
    return this.client.get('/status', { cluster: this.cluster })
  }

  whatIf({ questions, at, ...manifests }: Proposal): Promise<ProposalAnswer> {
    const resolve = questions.map((question) => ({ ...question, explain: true }))
    return this.client.post('/what-if', { cluster: this.cluster, at }, { ...manifests, resolve })
  }

  async *revisions(signal: AbortSignal): AsyncGenerator<string> {
    let { revision } = await this.status()
    yield revision
    while (!signal.aborted) {
      await sleep(LOOK_INTERVAL, undefined, { signal }).catch(() => undefined)
      const next = await this.newerThan(revision)
      if (signal.aborted || next === revision) continue
      revision = next
      yield revision
    }
  }

  /** A cursor is pinned to its revision, so only the first page is asked for by the moment. */
  private pages<P extends RecordPage | PolicyPage>(path: string, { at, ...query }: Query): AsyncGenerator<P> {
    const all = { ...query, cluster: this.cluster, first: String(PAGE_SIZE) }
    return allPages<P>((after) => this.client.get(path, after === undefined ? { ...all, at } : { ...all, after }))
  }

  /** A server that is away for a while, to be upgraded perhaps, does not end a watch. */
  private async newerThan(revision: string): Promise<string> {
    return this.status().then(
      (status) => status.revision,
      () => revision,
    )
  }
}
