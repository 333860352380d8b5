import { setTimeout as wait } from 'node:timers/promises'

/** Waits until something holds, at most ten seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 10_000) throw new Error(`${what}: did not come to be`)
    await wait(10)
  }
}
