export {
  Counter,
  distribution,
  Gauge,
  heading,
  Histogram,
  label,
  sample,
  type Distribution,
  type Series,
} from './series.js'
