export { nearestSpelling } from './spelling.js'
