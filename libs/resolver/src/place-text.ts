import type { CorefilePlace } from '#libs/corefile'

/** A place in a Corefile as reasons name it: `Corefile:12`. */
export function placeText({ file, line }: CorefilePlace): string {
  return `${file}:${line}`
}
