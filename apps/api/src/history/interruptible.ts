/**
 * A generator whose reader can leave while it waits. By itself a generator hears of that only when what it waits for has come,
 * which for a subscription may be never.
 */
export function interruptible<T>(start: (signal: AbortSignal) => AsyncGenerator<T>): AsyncIterableIterator<T> {
  const left = new AbortController()
  const generator = start(left.signal)
  return {
    next: () => generator.next(),
    return: () => {
      left.abort()
      return generator.return(undefined)
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
