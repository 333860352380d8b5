import type { OtherPlugin } from '#libs/corefile'
import type { Handler } from '../inquiry.js'
import { placeText } from '../place-text.js'
import { retold } from '../step.js'

/** A plugin whose effect on answers is not modelled: the question goes on, and the answer says which plugin it passed. */
export function unmodelledHandler(plugin: OtherPlugin): Handler {
  const note = `What the plugin ${plugin.plugin} (${placeText(plugin.place)}) does to this answer is not modelled.`
  return (inquiry, next) => retold(next(inquiry), (answer) => ({ ...answer, notes: [note, ...(answer.notes ?? [])] }))
}
