import { describe, expect, it } from 'vitest'
import { Counter, Gauge, Histogram, label } from './index.js'

describe('the text format', () => {
  it('has counts by labels', () => {
    const counter = new Counter('things_total', 'Things.')
    for (const colour of ['red', 'blue', 'red']) counter.add(label('colour', colour))
    counter.add('')
    expect(counter.text('x').split('\n')).toEqual([
      '# HELP x_things_total Things.',
      '# TYPE x_things_total counter',
      'x_things_total{colour="red"} 2',
      'x_things_total{colour="blue"} 1',
      'x_things_total 1',
      '',
    ])
  })

  it('has figures as they are when asked for', () => {
    let value = 1
    const gauge = new Gauge('size', 'Size.', () => new Map([['a="b"', value]]))
    value = 2
    expect(gauge.text('x')).toBe('# HELP x_size Size.\n# TYPE x_size gauge\nx_size{a="b"} 2\n')
  })

  it('has buckets that include those below', () => {
    const histogram = new Histogram('seconds', 'Time.', [1, 5])
    for (const value of [1, 2, 9]) histogram.observe('a="b"', value)
    expect(histogram.text('x').split('\n').slice(2, -1)).toEqual([
      'x_seconds_bucket{a="b",le="1"} 1',
      'x_seconds_bucket{a="b",le="5"} 2',
      'x_seconds_bucket{a="b",le="+Inf"} 3',
      'x_seconds_sum{a="b"} 12',
      'x_seconds_count{a="b"} 3',
    ])
  })

  it('escapes what would end a label', () => {
    expect(label('zone', 'a"b\\c\nd')).toBe('zone="a\\"b\\\\c\\nd"')
  })
})
