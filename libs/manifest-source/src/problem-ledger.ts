import type { SourceProblem } from '#libs/cluster-model'

/** Tells each problem once for as long as it lasts. The line does not count: editing above a document moves it. */
export class ProblemLedger {
  #told = new Map<string, number>()

  /** The problems that were not there the last time. */
  newOnes(problems: readonly SourceProblem[]): SourceProblem[] {
    const now = new Map<string, number>()
    const fresh = problems.filter((problem) => {
      const key = JSON.stringify([problem.code, problem.file, problem.field, withoutLines(problem.message)])
      const count = (now.get(key) ?? 0) + 1
      now.set(key, count)
      return count > (this.#told.get(key) ?? 0)
    })
    this.#told = now
    return fresh
  }
}

/** The message of a duplicate names a line as well. */
function withoutLines(message: string): string {
  return message.replace(/:\d+/g, '')
}
