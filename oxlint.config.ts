import { defineConfig, type OxlintOverride } from 'oxlint'
import {
  folderPatterns,
  isOutsideWorld,
  LIBRARIES,
  libraryPatterns,
  SIDECAR_PATTERNS,
  type ImportPattern,
} from './house/import-rules.js'
import longFiles from './house/long-files.json' with { type: 'json' }

type Rules = NonNullable<OxlintOverride['rules']>

const SPECS = ['**/*.spec.ts', '**/*.e2e-spec.ts', '**/test/**']

const REACHES_OUT = ['process', 'console']
const WAITS = ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask']
const REACHES_OUT_OR_WAITS = [...REACHES_OUT, ...WAITS, 'fetch', 'WebSocket', 'EventSource', 'performance', 'navigator']

const CLOCK = 'The clock comes in as an argument.'
const CHANCE = 'Randomness comes in as an argument.'

function imports(patterns: readonly ImportPattern[]): Rules {
  return { 'no-restricted-imports': ['error', { patterns: [...patterns] }] }
}

/** What a library must be given, instead of taking it: the outside, the time, and chance. */
function purity(library: string): Rules {
  return {
    'no-restricted-globals': ['error', ...(isOutsideWorld(library) ? REACHES_OUT : REACHES_OUT_OR_WAITS)],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: CLOCK },
      { object: 'performance', property: 'now', message: CLOCK },
      { object: 'Math', property: 'random', message: CHANCE },
      { object: 'crypto', property: 'randomUUID', message: CHANCE },
      { object: 'crypto', property: 'getRandomValues', message: CHANCE },
    ],
    'house/no-clock': 'error',
  }
}

/** Rules of the chosen categories that would make this code longer or slower without making it clearer. */
const NOT_OURS = [
  // Narrowing what a parser or a database gave is an assertion; the compiler still asks for it.
  'typescript/no-unsafe-type-assertion',
  // The compiler's noImplicitReturns knows exhaustive switches, this does not.
  'typescript/consistent-return',
  'typescript/no-unsafe-enum-comparison',
  'typescript/no-unnecessary-type-parameters',
  'typescript/no-misused-spread',
  'unicorn/no-new-array',
  'unicorn/no-array-reverse',
  'unicorn/no-array-sort',
  'unicorn/no-useless-spread',
  'unicorn/prefer-set-has',
  'unicorn/consistent-function-scoping',
  'oxc/no-map-spread',
  'no-await-in-loop',
  'no-underscore-dangle',
  'import/no-named-as-default-member',
  'vitest/no-conditional-expect',
  'vitest/valid-title',
  'vitest/require-mock-type-parameters',
]

export default defineConfig({
  plugins: ['eslint', 'typescript', 'unicorn', 'oxc', 'import', 'promise', 'vitest'],
  jsPlugins: ['./house/lint-plugin.js'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  options: { typeAware: true, denyWarnings: true, reportUnusedDisableDirectives: 'error' },
  env: { node: true, es2024: true },
  ignorePatterns: ['dist/**', 'data/**', 'apps/dashboard/dist/**'],
  rules: {
    'import/no-cycle': 'error',
    'import/no-default-export': 'error',
    'import/no-unassigned-import': ['error', { allow: ['reflect-metadata'] }],
    'typescript/no-floating-promises': ['error', { ignoreVoid: false }],
    'typescript/no-misused-promises': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/only-throw-error': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/no-import-type-side-effects': 'error',
    'typescript/no-unsafe-function-type': 'error',
    'typescript/no-non-null-asserted-nullish-coalescing': 'error',
    'unicorn/prefer-node-protocol': 'error',
    'unicorn/no-abusive-eslint-disable': 'error',
    'no-unused-vars': [
      'error',
      { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
    ],
    'no-var': 'error',
    'no-else-return': 'error',
    'no-warning-comments': 'error',
    // A property is an assertion, and so is a function that says so.
    'vitest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert', 'assert*'] }],
    // The second argument is the message.
    'vitest/valid-expect': ['error', { maxArgs: 2 }],
    eqeqeq: ['error', 'always', { null: 'ignore' }],
    'prefer-promise-reject-errors': 'error',
    'max-lines': ['error', { max: 300 }],
    'typescript/no-extraneous-class': ['error', { allowWithDecorator: true }],
    ...Object.fromEntries(NOT_OURS.map((rule) => [rule, 'off' as const])),
  },
  overrides: [
    ...['apps/api', 'apps/cli', 'test', 'bench', 'migrations'].map((folder) => ({
      files: [`${folder}/**/*.ts`],
      rules: imports(folderPatterns(folder)),
    })),
    { files: ['apps/dns/**/*.ts'], rules: imports(SIDECAR_PATTERNS) },
    ...LIBRARIES.map((library) => ({
      files: [`libs/${library}/**/*.ts`],
      excludeFiles: SPECS,
      rules: { ...imports(libraryPatterns(library)), ...purity(library) },
    })),
    ...LIBRARIES.map((library) => ({
      files: [`libs/${library}/**/*.spec.ts`],
      rules: imports(folderPatterns(`libs/${library}`)),
    })),
    { files: ['*.config.ts', 'house/lint-plugin.js'], rules: { 'import/no-default-export': 'off' } },
    { files: Object.keys(longFiles), rules: { 'max-lines': 'off' } },
  ],
})
