import type { SlimOptions, SourceProblem } from '#libs/cluster-model'
import { duplicateProblem, laterWins } from './duplicates.js'
import {
  keyReader,
  objectReader,
  readText,
  type ManifestKey,
  type ManifestObject,
  type ReadObject,
  type TextContent,
} from './manifest-text.js'
import { passedOverProblems } from './passed-over.js'

/**
 * The objects of one text: YAML or JSON, one document or many, Lists unfolded, later duplicates in place of earlier ones. Never
 * throws for what the text holds: what can't be taken is in `problems`, with its line.
 * @param file The name by which problems and evidence call the text.
 */
export function parseManifest(
  text: string,
  file: string,
  options: Partial<SlimOptions> = {},
): { objects: ManifestObject[]; problems: SourceProblem[] } {
  const content = readAtOnce(text, file, objectReader(options))
  const { kept, duplicates } = laterWins(content.found, ({ object }) => object)
  return {
    objects: [...kept.values()],
    problems: [...content.problems, ...duplicates.map(duplicateProblem), ...passedOverProblems(content.passedOver)],
  }
}

/** The keys of the objects that a text names; of each object only kind and metadata are read. For what is to be deleted. */
export function parseManifestKeys(text: string, file: string): { keys: ManifestKey[]; problems: SourceProblem[] } {
  const content = readAtOnce(text, file, keyReader)
  return { keys: content.found, problems: [...content.problems, ...passedOverProblems(content.passedOver)] }
}

function readAtOnce<T>(text: string, file: string, read: ReadObject<T>): TextContent<T> {
  const steps = readText(text, file, read)
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}
