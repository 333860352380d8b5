/** `npm run generate`: writes the reference pages, and the outputs of commands into the other pages. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { filledPage, PageCommands, pagesWithCommands, pageText } from './filled-pages.js'
import { changedPages, referencePages } from './pages.js'

const root = process.cwd()

for (const { path, text } of await changedPages(root, await referencePages())) await write(path, text)

const commands = new PageCommands(root)
try {
  for (const path of await pagesWithCommands(root)) {
    const page = await pageText(root, path)
    const filled = await filledPage(page, commands)
    if (filled !== page) await write(path, filled)
  }
} finally {
  await commands.stop()
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
  console.log(`wrote ${path}`)
}
