import {
  changeTo,
  keyOf,
  type ClusterState,
  type DnsOptions,
  type ObjectChange,
  type ObjectKey,
} from '#libs/cluster-model'
import type { Configuration } from '#libs/config'
import { NamescopeError } from '#libs/errors'
import { readCorefileFolder } from './corefile-folder.js'

const KEY: ObjectKey = { kind: 'DnsOptions', namespace: '', name: 'options' }

type GivenOptions = Pick<Configuration, 'corefile' | 'corednsVersion' | 'clusterDomain'>

/**
 * The cluster DNS settings that were given by option, as the object that stands for them in the state; `undefined` when none were.
 * @throws NamescopeError `invalid-configuration` for a Corefile that can't be read
 */
export async function readDnsOptions(given: GivenOptions): Promise<DnsOptions | undefined> {
  const { corefile, corednsVersion, clusterDomain } = given
  if (corefile === undefined && corednsVersion === undefined && clusterDomain === undefined) return undefined
  return {
    ...KEY,
    kind: 'DnsOptions',
    ...(corefile === undefined ? {} : await readCorefileFolder(corefile).catch((cause) => refuse(corefile, cause))),
    ...(corednsVersion === undefined ? {} : { coreDnsVersion: corednsVersion }),
    ...(clusterDomain === undefined ? {} : { clusterDomain }),
  }
}

/** The change that brings the state's options in line with the given ones; `undefined` when they are. */
export function dnsOptionsChange(state: ClusterState, options: DnsOptions | undefined): ObjectChange | undefined {
  return changeTo(state, options === undefined ? KEY : keyOf(options), options)
}

function refuse(file: string, cause: Error): never {
  const message = `The Corefile ${file} can't be read: ${cause.message}; name a readable one with --corefile.`
  throw new NamescopeError('invalid-configuration', message, { file, field: 'corefile' }, { cause })
}
