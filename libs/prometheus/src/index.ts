export { Counter, Gauge, Histogram, label, type Series } from './series.js'
