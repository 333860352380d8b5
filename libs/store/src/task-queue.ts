import { NamescopeError } from '#libs/errors'

type Task<R> = (resource: R) => Promise<void>

/**
 * Tasks in the order they came, each with one of a few resources to itself. Bounded: beyond the limit a task is refused instead
 * of kept.
 */
export class TaskQueue<R> {
  readonly #idle: R[]
  readonly #size: number
  #waiting: Task<R>[] = []
  #closed: (() => void) | undefined

  /**
   * @param resources one task at a time runs with each
   * @param limit how many tasks may wait
   */
  constructor(
    resources: readonly R[],
    private readonly limit: number,
  ) {
    this.#idle = [...resources]
    this.#size = resources.length
  }

  /**
   * @throws NamescopeError `limit-exceeded` when too many tasks wait, `aborted` when the signal aborts before the task's turn,
   * `database-unavailable` once closed
   */
  run<T>(task: (resource: R) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#closed !== undefined) return Promise.reject(closed())
    if (this.#waiting.length >= this.limit) return Promise.reject(full(this.limit))
    return new Promise((resolve, reject) => {
      this.#waiting.push(async (resource) => {
        if (signal?.aborted) return reject(aborted())
        await task(resource).then(resolve, reject)
      })
      this.#next()
    })
  }

  /** Takes no more tasks; resolves once all that were taken are through. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#closed = resolve
      this.#next()
    })
  }

  #next(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const task = this.#waiting.shift()!
      const resource = this.#idle.pop()!
      const release = (): void => {
        this.#idle.push(resource)
        this.#next()
      }
      task(resource).then(release, release)
    }
    if (this.#waiting.length === 0 && this.#idle.length === this.#size) this.#closed?.()
  }
}

/** The error of work that was given up because nobody wants it any more. */
export function aborted(): NamescopeError {
  return new NamescopeError('aborted', 'The request was given up before it was through.')
}

function closed(): NamescopeError {
  return new NamescopeError('database-unavailable', 'The database is closed: the process is about to end.')
}

function full(limit: number): NamescopeError {
  return new NamescopeError(
    'limit-exceeded',
    `${limit} requests wait for the database already; wait for some of them first.`,
  )
}
