/** A page of a list, as far as walking it needs. */
interface Page {
  readonly hasNextPage: boolean
  readonly endCursor?: string
}

/** The pages of a list one after the other: each is asked for with the cursor of the one before, the first with none. */
export async function* allPages<P extends Page>(ask: (after: string | undefined) => P | Promise<P>): AsyncGenerator<P> {
  let page = await ask(undefined)
  yield page
  while (page.hasNextPage) {
    page = await ask(page.endCursor)
    yield page
  }
}
