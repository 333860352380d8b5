import { FULL_SCOPE, revisionText } from '#libs/cluster-model'
import { recordDifference, type ClusterView } from '#libs/zone'
import { configurationOf } from '../flags/option-flags.js'
import type { ClusterFlags } from '../flags/question-flags.js'
import type { Io } from '../io.js'
import type { ComparedMoment, Comparison } from './inquirer.js'
import { openLocalInquirer } from './local-inquirer.js'

/** How the records of a source differ from those of the one that the flags name. Only records count, not the clusters' names. */
export async function compareSources(io: Io, flags: ClusterFlags, otherSource: string): Promise<Comparison> {
  const before = await viewOf(io, flags)
  const after = await viewOf(io, { ...flags, source: otherSource })
  return {
    from: momentOf(before),
    to: momentOf(after),
    differences: recordDifference(before, after, FULL_SCOPE),
  }
}

async function viewOf(io: Io, flags: ClusterFlags): Promise<ClusterView> {
  const inquirer = await openLocalInquirer(io, await configurationOf(io, flags), flags.cluster)
  await inquirer.close()
  return inquirer.view
}

function momentOf({ revision, observedAt }: ClusterView): ComparedMoment {
  return { cluster: revision.cluster, revision: revisionText(revision), observedAt }
}
