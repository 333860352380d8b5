/** Lint rules of our own, for what the linter has no setting for. */

/** @typedef {{ callee: { type: string, name?: string }, arguments: readonly unknown[] }} Call */
/** @typedef {{ report(finding: { node: Call, message: string }): void }} Context */

const noClock = {
  create(/** @type {Context} */ context) {
    const report = (/** @type {Call} */ node) =>
      context.report({ node, message: 'Time comes in as an argument: this reads the clock.' })
    return {
      NewExpression(/** @type {Call} */ node) {
        if (isDate(node) && node.arguments.length === 0) report(node)
      },
      CallExpression(/** @type {Call} */ node) {
        if (isDate(node)) report(node)
      },
    }
  },
}

function isDate(/** @type {Call} */ { callee }) {
  return callee.type === 'Identifier' && callee.name === 'Date'
}

export default { meta: { name: 'house' }, rules: { 'no-clock': noClock } }
