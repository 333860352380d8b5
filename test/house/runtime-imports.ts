import { existsSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'
import { fileText, ROOT } from './repository.js'

/**
 * The packages that a source file loads when it starts, by way of which files: static imports only (an `import()` waits until it
 * is needed), and no types, which are gone at run time.
 */
export function packagesLoadedBy(entry: string): Map<string, readonly string[]> {
  const packages = new Map<string, readonly string[]>()
  const seen = new Set<string>()
  const visit = (file: string, way: readonly string[]): void => {
    if (seen.has(file)) return
    seen.add(file)
    for (const specifier of runtimeImports(fileText(file))) {
      const target = sourceOf(specifier, file)
      if (target !== undefined) visit(target, [...way, file])
      else if (!packages.has(specifier)) packages.set(specifier, [...way, file])
    }
  }
  visit(entry, [])
  return packages
}

/** The modules that a TypeScript text loads when it runs. */
export function runtimeImports(text: string): string[] {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest)
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return []
    const { moduleSpecifier } = statement
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return []
    return isTypeOnly(statement) ? [] : [moduleSpecifier.text]
  })
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly
  const clause = statement.importClause
  if (clause === undefined) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const named = clause.namedBindings
  return clause.name === undefined && named !== undefined && ts.isNamedImports(named)
    ? named.elements.every((element) => element.isTypeOnly)
    : false
}

/** The source file behind an import of the repository's own; `undefined` for a package. */
function sourceOf(specifier: string, from: string): string | undefined {
  const [, folder, name] = /^#(libs|test)\/([^/]+)$/.exec(specifier) ?? []
  if (folder !== undefined) return `${folder}/${name}/src/index.ts`
  if (!specifier.startsWith('.')) return undefined
  const path = posix.join(dirname(from), specifier).replace(/\.js$/, '.ts')
  return existsSync(join(ROOT, path)) ? path : undefined
}
