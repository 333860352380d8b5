/** What a program counts, in the text format of Prometheus. Labels are given ready as `name="value",...`, or empty. */
export interface Series {
  /** Its lines, each name behind the prefix and an underscore. */
  text(prefix: string): string
}

/** A count by labels that only grows. */
export class Counter implements Series {
  readonly #counts = new Map<string, number>()

  constructor(
    private readonly name: string,
    private readonly help: string,
  ) {}

  add(labels: string): void {
    this.#counts.set(labels, (this.#counts.get(labels) ?? 0) + 1)
  }

  text(prefix: string): string {
    const name = `${prefix}_${this.name}`
    return heading(name, this.help, 'counter') + samples(name, this.#counts)
  }
}

/** A figure by labels, looked up when it is asked for. */
export class Gauge implements Series {
  constructor(
    private readonly name: string,
    private readonly help: string,
    private readonly values: () => ReadonlyMap<string, number>,
  ) {}

  text(prefix: string): string {
    const name = `${prefix}_${this.name}`
    return heading(name, this.help, 'gauge') + samples(name, this.values())
  }
}

/** How values are spread over buckets, by labels. */
export class Histogram implements Series {
  readonly #series = new Map<string, { readonly counts: number[]; sum: number }>()

  constructor(
    private readonly name: string,
    private readonly help: string,
    /** The upper bounds of the buckets, ascending; one without a bound follows. */
    private readonly bounds: readonly number[],
  ) {}

  observe(labels: string, value: number): void {
    let series = this.#series.get(labels)
    if (series === undefined) {
      series = { counts: Array.from({ length: this.bounds.length + 1 }, () => 0), sum: 0 }
      this.#series.set(labels, series)
    }
    let bucket = 0
    while (bucket < this.bounds.length && value > (this.bounds[bucket] as number)) bucket++
    series.counts[bucket] = (series.counts[bucket] as number) + 1
    series.sum += value
  }

  text(prefix: string): string {
    const name = `${prefix}_${this.name}`
    const lines = [heading(name, this.help, 'histogram')]
    for (const [labels, { counts, sum }] of this.#series) {
      let below = 0
      for (const [index, count] of counts.entries()) {
        below += count
        const bound = this.bounds[index]
        lines.push(sample(`${name}_bucket`, `${labels},le="${bound ?? '+Inf'}"`, below))
      }
      lines.push(sample(`${name}_sum`, labels, sum), sample(`${name}_count`, labels, below))
    }
    return lines.join('')
  }
}

/** One label, escaped as the text format asks. */
export function label(name: string, value: string): string {
  return `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

function samples(name: string, values: ReadonlyMap<string, number>): string {
  return [...values].map(([labels, value]) => sample(name, labels, value)).join('')
}

function heading(name: string, help: string, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`
}

function sample(name: string, labels: string, value: number): string {
  return labels === '' ? `${name} ${value}\n` : `${name}{${labels}} ${value}\n`
}
