import { absolutePath, COREFILE_FOLDER, type GivenFiles } from './given-files.js'
import type { PluginFiles } from './plugins/plugin-form.js'

/** CoreDNS's working directory in its own image. */
const WORKING_FOLDER = '/'

/**
 * The files that plugins name. A relative path is seen from the `root` directive's folder, which is itself seen from CoreDNS's
 * working directory; what is not there is looked for beside the Corefile, where people keep it who start CoreDNS by hand.
 */
export function pluginFiles(files: GivenFiles, root: string | undefined): PluginFiles {
  const folders = [WORKING_FOLDER, COREFILE_FOLDER].map((folder) => absolutePath(root ?? '.', folder))
  return {
    read: (path) => {
      for (const folder of folders) {
        const file = files.read(path, folder)
        if (file !== undefined) return file
      }
      return undefined
    },
    below: (path) => folders.map((folder) => files.below(path, folder)).find((found) => found.length > 0) ?? [],
  }
}
