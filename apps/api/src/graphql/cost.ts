import {
  getNamedType,
  getOperationAST,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { limitError } from './limit-error.js'
import { LIMITS } from './limits.js'

/** How many items a list without a page size counts for. */
const LIST_SIZE = 10

type Variables = Readonly<Record<string, unknown>> | null | undefined

/**
 * The cost of an operation, known before it runs. Every object costs one point, or what its field declares as `complexity`;
 * the lists of a connection count as long as its page (`first`), other lists as ten. Fields of leaf types and of introspection
 * are free. The document must be valid.
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Variables,
): number {
  const operation = getOperationAST(document, operationName)
  if (operation == null) return 0
  const root = schema.getRootType(operation.operation)
  return root == null
    ? 0
    : new CostMeter(schema, document, operation, variables).ofSelections(operation.selectionSet, root)
}

/**
 * @returns the cost
 * @throws GraphQLError `limit-exceeded`
 */
export function checkCost(...operation: Parameters<typeof operationCost>): number {
  const cost = operationCost(...operation)
  if (cost > LIMITS.cost) throw limitError('points of cost', cost, LIMITS.cost)
  return cost
}

class CostMeter {
  private readonly fragments = new Map<string, FragmentDefinitionNode>()
  /** Each fragment is measured once, so that fragments spread within fragments cost no exponential time. */
  private readonly fragmentCosts = new Map<string, number>()

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly operation: OperationDefinitionNode,
    private readonly variables: Variables,
  ) {
    for (const node of document.definitions) {
      if (node.kind === 'FragmentDefinition') this.fragments.set(node.name.value, node)
    }
  }

  /** `page` is the page size while the parent is a connection. */
  ofSelections(selections: SelectionSetNode, parent: GraphQLNamedType, page?: number): number {
    let cost = 0
    for (const selection of selections.selections) {
      if (selection.kind === 'Field') {
        cost += this.ofField(selection, parent, page)
      } else if (selection.kind === 'InlineFragment') {
        const type = this.typeNamed(selection.typeCondition?.name.value, parent)
        cost += this.ofSelections(selection.selectionSet, type, page)
      } else {
        cost += this.ofFragment(selection.name.value, parent, page)
      }
    }
    return cost
  }

  private ofFragment(name: string, parent: GraphQLNamedType, page: number | undefined): number {
    const key = `${name}|${page}`
    const known = this.fragmentCosts.get(key)
    const fragment = this.fragments.get(name)
    if (known !== undefined || fragment === undefined) return known ?? 0
    const type = this.typeNamed(fragment.typeCondition.name.value, parent)
    const cost = this.ofSelections(fragment.selectionSet, type, page)
    this.fragmentCosts.set(key, cost)
    return cost
  }

  private ofField(node: FieldNode, parent: GraphQLNamedType, page: number | undefined): number {
    const name = node.name.value
    if (name.startsWith('__') || !(isObjectType(parent) || isInterfaceType(parent))) return 0
    const field = parent.getFields()[name]
    if (field === undefined) return 0
    const own = declaredComplexity(field)
    const type = getNamedType(field.type)
    if (!isCompositeType(type) || node.selectionSet === undefined) return own ?? 0
    const items = isList(field.type) ? (page ?? LIST_SIZE) : 1
    const below = this.ofSelections(node.selectionSet, type, this.pageSize(node, field))
    return own === undefined ? items * (1 + below) : own + items * below
  }

  /** The value of `first`, from the document, the variables or the schema's default; `undefined` for a field without pages. */
  private pageSize(node: FieldNode, field: GraphQLField<unknown, unknown>): number | undefined {
    const argument = field.args.find(({ name }) => name === 'first')
    if (argument === undefined) return undefined
    const given = node.arguments?.find(({ name }) => name.value === 'first')?.value
    if (given?.kind === 'IntValue') return Math.max(0, Number(given.value))
    const value = given?.kind === 'Variable' ? this.variableValue(given.name.value) : undefined
    return Math.max(0, Number(value ?? argument.defaultValue ?? LIST_SIZE) || 0)
  }

  private variableValue(name: string): unknown {
    const value = this.variables?.[name]
    if (value !== undefined) return value
    const fallback = this.operation.variableDefinitions?.find((definition) => definition.variable.name.value === name)
    return fallback?.defaultValue?.kind === 'IntValue' ? Number(fallback.defaultValue.value) : undefined
  }

  private typeNamed(name: string | undefined, fallback: GraphQLNamedType): GraphQLNamedType {
    return (name === undefined ? undefined : this.schema.getType(name)) ?? fallback
  }
}

function declaredComplexity(field: GraphQLField<unknown, unknown>): number | undefined {
  const { complexity } = field.extensions
  return typeof complexity === 'number' ? complexity : undefined
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type)
}
