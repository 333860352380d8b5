import { setFlagsFromString } from 'node:v8'

/** V8's optimising compilers, and the growth of its young generation; both can be turned at run time. */
const QUIET = ['--no-sparkplug', '--no-maglev', '--no-opt', '--semi-space-growth-factor=1']
const USUAL = ['--sparkplug', '--maglev', '--opt', '--semi-space-growth-factor=2']
/** Milliseconds. A cluster that takes longer to read is worth compiling for. */
const LONGEST = 2_000

/**
 * Starts without optimised code: a start runs most code once, and compiling the loader's and parser's loops costs 20 MB that an
 * idle sidecar never needs again (67 MB of resident memory instead of 88 on the tour), and more CPU time than it saves. Must be
 * called before the rest of the program is loaded.
 * @returns brings the usual settings back; happens by itself after two seconds
 */
export function startQuietly(): () => void {
  QUIET.forEach(setFlagsFromString)
  const end = (): void => {
    clearTimeout(timer)
    USUAL.forEach(setFlagsFromString)
  }
  const timer = setTimeout(end, LONGEST)
  timer.unref()
  return end
}
