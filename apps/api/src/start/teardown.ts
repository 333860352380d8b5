/** What has to be let go of, the last first. Everything is let go of even where something fails to. */
export class Teardown {
  private readonly steps: (() => unknown)[] = []
  private running: Promise<void> | undefined

  add(step: () => unknown): void {
    this.steps.push(step)
  }

  /** Does each step once. @throws AggregateError of what failed */
  run(): Promise<void> {
    this.running ??= this.runAll()
    return this.running
  }

  private async runAll(): Promise<void> {
    const failures: unknown[] = []
    for (const step of this.steps.toReversed()) {
      try {
        await step()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'stopping failed')
  }
}
