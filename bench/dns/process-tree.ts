import { readdirSync, readFileSync } from 'node:fs'

/** What a process and its children have used so far (Linux: /proc). */
export interface Usage {
  /** Nanoseconds on a core, all threads, softirqs that ran meanwhile included (schedstat). */
  readonly cpu: number
  /** The part of it in user space, 0 to 1, as the kernel's ticks tell it. */
  readonly ticks: { readonly user: number; readonly system: number }
}

const KILOBYTES_PER_MEGABYTE = 1024

export function usageOf(root: number): Usage {
  let [cpu, user, system] = [0, 0, 0]
  for (const pid of treeOf(root)) {
    for (const task of readdirSync(`/proc/${pid}/task`)) {
      cpu += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
    }
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name in brackets and may hold blanks (proc_pid_stat(5), fields 14 and 15).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    user += Number(fields[11])
    system += Number(fields[12])
  }
  return { cpu, ticks: { user, system } }
}

/** Microseconds of CPU between two readings, in all and in user space. */
export function between(before: Usage, after: Usage): { all: number; user: number } {
  const all = (after.cpu - before.cpu) / 1000
  const user = after.ticks.user - before.ticks.user
  const system = after.ticks.system - before.ticks.system
  return { all, user: user + system === 0 ? Number.NaN : (all * user) / (user + system) }
}

/** Resident memory of a process and its children now and at their peaks, in MB of 1024 KiB (VmRSS, VmHWM). */
export function memoryOf(root: number): { now: number; peak: number } {
  const sum = (field: string): number =>
    treeOf(root).reduce((all, pid) => {
      const found = new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
      return all + Number(found?.[1] ?? 0) / KILOBYTES_PER_MEGABYTE
    }, 0)
  return { now: sum('VmRSS'), peak: sum('VmHWM') }
}

function treeOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  )
  return [pid, ...children.flatMap(treeOf)]
}
