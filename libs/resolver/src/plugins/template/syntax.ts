/** A parsed Go template (text/template), as far as it is understood here. */
export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'print'; readonly pipeline: Pipeline }
  | {
      readonly kind: 'if' | 'with' | 'range'
      readonly pipeline: Pipeline
      readonly body: readonly Node[]
      readonly otherwise: readonly Node[]
    }

/** Commands, each given the value of the one before as its last argument. */
export interface Pipeline {
  /** Variables that it sets: `$x :=`, and two with `range`. */
  readonly variables: readonly string[]
  /** `$x =` changes a variable that is there already. */
  readonly isAssignment: boolean
  readonly commands: readonly Command[]
}

export type Command = readonly [Operand, ...Operand[]]

export type Operand =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'function'; readonly name: string }
  /** What something is taken from: the dot, a variable, the value of a pipeline in parentheses; then the fields, one by one. */
  | { readonly kind: 'dot'; readonly fields: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline; readonly fields: readonly string[] }

/** What templates work with. `null` is Go's nil; `undefined` is what a missing key of a map gives. */
export type Value = string | number | bigint | boolean | null | undefined | readonly Value[] | GoMap | GoStruct

/** A map of Go with texts as keys. */
export class GoMap {
  constructor(readonly entries: ReadonlyMap<string, Value>) {}
}

/** A value of Go with fields and methods. They are looked at only when a template asks. */
export class GoStruct {
  constructor(
    readonly fields: Readonly<Record<string, () => Value>>,
    readonly methods: Readonly<Record<string, (values: readonly Value[]) => Value>> = {},
  ) {}
}

/** A template that fails when it runs, as it fails in CoreDNS. Never leaves the library. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError'
}
