import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { referencePage } from '#libs/config'
import { apiDocuments } from './api-documents.js'

/** A file of the repository that is made from the code. */
export interface Page {
  readonly path: string
  readonly text: string
}

/** The reference pages as the code makes them now. */
export async function referencePages(): Promise<Page[]> {
  const { openApi, graphql } = await apiDocuments()
  return [
    { path: 'docs/reference/configuration.md', text: referencePage() },
    { path: 'docs/reference/openapi.json', text: openApi },
    { path: 'docs/reference/schema.graphql', text: graphql },
  ]
}

/** Those of the pages that stand otherwise, or not at all, in the repository. */
export async function changedPages(root: string, pages: readonly Page[]): Promise<Page[]> {
  const current = await Promise.all(pages.map(({ path }) => readFile(join(root, path), 'utf8').catch(() => undefined)))
  return pages.filter(({ text }, index) => text !== current[index])
}
