import { EMPTY_STATE, applyChanges, type Observation, type Sink, type SourceProblem } from '#libs/cluster-model'

/** A sink that applies what it is given and remembers it. */
export class RecordingSink implements Sink {
  state = EMPTY_STATE
  coverage: Sink['coverage'] = {}
  readonly observations: Observation[] = []
  readonly problems: SourceProblem[] = []

  async commit(observation: Observation): Promise<void> {
    await Promise.resolve()
    this.observations.push(observation)
    this.state = applyChanges(this.state, observation.changes)
    const covered = (observation.coverage ?? []).map(({ kind, after }) => [kind, after] as const)
    this.coverage = { ...this.coverage, ...Object.fromEntries(covered) }
  }

  report(problem: SourceProblem): void {
    this.problems.push(problem)
  }
}
