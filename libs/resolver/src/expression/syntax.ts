import type { Pattern } from '../pattern.js'

/** A parsed expression of expr-lang, as far as it is understood here. */
export type Node =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'name'; readonly name: string }
  /** The element that a predicate looks at: `#`. */
  | { readonly kind: 'element' }
  | { readonly kind: 'array'; readonly items: readonly Node[] }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Node[] }
  | { readonly kind: 'index'; readonly of: Node; readonly at: Node }
  | { readonly kind: 'slice'; readonly of: Node; readonly from?: Node; readonly to?: Node }
  | { readonly kind: 'unary'; readonly operator: 'not' | '-' | '+'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Node; readonly right: Node }
  /** The pattern is compiled ahead where the right side is a literal. */
  | { readonly kind: 'matches'; readonly left: Node; readonly right: Node; readonly pattern?: Pattern }
  | { readonly kind: 'conditional'; readonly condition: Node; readonly whenTrue: Node; readonly otherwise: Node }

export type BinaryOperator =
  | '||'
  | '&&'
  | '??'
  | '=='
  | '!='
  | '<'
  | '>'
  | '<='
  | '>='
  | 'in'
  | 'contains'
  | 'startsWith'
  | 'endsWith'
  | '..'
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '**'

/** What an expression works with; `null` is expr-lang's nil. */
export type Value = string | number | boolean | null | readonly Value[]
