import type { ASTVisitor, FragmentDefinitionNode, SelectionSetNode, ValidationContext, ValidationRule } from 'graphql'
import { limitError } from './limit-error.js'
import { LIMITS } from './limits.js'

/** The validation rules of our own, the same for queries and subscriptions over every transport. */
export const LIMIT_RULES: readonly ValidationRule[] = [depthRule, aliasRule, directiveRule]

function depthRule(context: ValidationContext): ASTVisitor {
  const depths = new Map<FragmentDefinitionNode, number>()

  /** Levels of fields below a selection. Each fragment is measured once, however often it is spread. */
  const depthOf = (selections: SelectionSetNode | undefined): number => {
    let deepest = 0
    for (const selection of selections?.selections ?? []) {
      if (selection.kind === 'Field') {
        if (selection.name.value.startsWith('__')) continue
        deepest = Math.max(deepest, 1 + depthOf(selection.selectionSet))
      } else if (selection.kind === 'InlineFragment') {
        deepest = Math.max(deepest, depthOf(selection.selectionSet))
      } else {
        const fragment = context.getFragment(selection.name.value)
        if (fragment) deepest = Math.max(deepest, depthOfFragment(fragment))
      }
    }
    return deepest
  }

  const depthOfFragment = (fragment: FragmentDefinitionNode): number => {
    const known = depths.get(fragment)
    if (known !== undefined) return known
    // A cycle is refused by graphql-js's own rule, which runs beside this one: here it must only end.
    depths.set(fragment, 0)
    const depth = depthOf(fragment.selectionSet)
    depths.set(fragment, depth)
    return depth
  }

  return {
    OperationDefinition(node) {
      const depth = depthOf(node.selectionSet)
      if (depth > LIMITS.depth) context.reportError(limitError('levels of fields', depth, LIMITS.depth, node))
    },
  }
}

function aliasRule(context: ValidationContext): ASTVisitor {
  let aliases = 0
  return {
    Field(node) {
      if (node.alias !== undefined) aliases++
    },
    Document: {
      leave() {
        if (aliases > LIMITS.aliases) context.reportError(limitError('aliases', aliases, LIMITS.aliases))
      },
    },
  }
}

function directiveRule(context: ValidationContext): ASTVisitor {
  let directives = 0
  return {
    Directive() {
      directives++
    },
    Document: {
      leave() {
        if (directives > LIMITS.directives) {
          context.reportError(limitError('directives', directives, LIMITS.directives))
        }
      },
    },
  }
}
