export { hasCases, readCases } from './data-folder.js'
