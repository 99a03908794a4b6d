import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Which packages each package may import: arrows point one way (docs/architecture.md). */
const mayImport = {
  core: [],
  worker: ['core'],
  sound: [],
  protocol: ['core'],
  media: ['core', 'sound'],
  codecs: ['core', 'worker', 'sound', 'media'],
  speech: ['core', 'sound'],
  avatar: ['core', 'worker', 'sound', 'media'],
  'face-maker': ['core', 'worker', 'avatar'],
  providers: ['core', 'worker', 'sound', 'speech'],
  'local-speech': ['core', 'worker', 'sound', 'speech'],
  store: ['core', 'worker', 'protocol'],
  session: ['core', 'worker', 'sound', 'protocol', 'media', 'speech'],
  server: [
    'session',
    'core',
    'worker',
    'sound',
    'protocol',
    'media',
    'codecs',
    'speech',
    'avatar',
    'face-maker',
    'local-speech',
    'providers',
    'store',
  ],
  caller: ['core', 'sound', 'media', 'protocol'],
  client: ['protocol'],
  react: ['client'],
  element: ['client'],
};
const packages = Object.keys(mayImport);

/** Inside the server, HTTP stands on top: nothing that it serves imports it. */
const BELOW_HTTP = [
  ...['address', 'avatars', 'choosing', 'config', 'ice', 'keys', 'making', 'page', 'places', 'sessions', 'socket'],
  ...['counted-ears.ts', 'engines.ts', 'health.ts', 'listen.ts', 'media-address.ts', 'public-address.ts', 'store.ts'],
];
/** Everything that a `tsconfig.json` covers; the others are plain scripts. */
const TYPED = ['packages/*/src/**/*.{ts,tsx}', 'apps/*/src/**/*.ts', 'tests/**/*.ts'];

export default ts.config(
  { ignores: ['**/dist/', '**/data/', '**/node_modules/'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  importX.flatConfigs.typescript,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ alwaysTryTypes: true })] },
    rules: {
      'import-x/no-restricted-paths': [
        'error',
        {
          zones: [
            {
              target: BELOW_HTTP.map((path) => `./packages/server/src/${path}`),
              from: './packages/server/src/http',
              message: 'HTTP serves this part; the part does not know HTTP.',
            },
          ],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  ...packages.map((name) => ({
    files: [`packages/${name}/src/**/*.{ts,tsx}`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^\\.\\.?/.*\\b(src|packages)/', message: 'Import the package, not its files.' },
            {
              group: packages
                .filter((other) => other !== name && !mayImport[name].includes(other))
                .flatMap((other) => [`@visavis/${other}`, `@visavis/${other}/*`]),
              message: `Against the dependency direction for ${name}.`,
            },
          ],
        },
      ],
    },
  })),
  {
    files: ['apps/*/src/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^@visavis/(?!client$)', message: 'A page speaks to the server through the SDK.' }] },
      ],
    },
  },
  {
    files: ['packages/*/src/**/*.{ts,tsx}'],
    ignores: ['packages/server/src/config/config.ts', '**/*.test.ts', 'packages/*/src/testing/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'The environment is read in server/src/config/config.ts alone.',
        },
      ],
    },
  },
  {
    files: TYPED,
    languageOptions: {
      parserOptions: {
        project: ['packages/*/tsconfig.json', 'apps/*/tsconfig.json', 'tsconfig.tests.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/max-params': ['error', { max: 4 }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // Drawing takes coordinates, rows of a table are their parameters, and WASI has its own signatures.
    files: ['packages/avatar/src/{faces,render}/**', '**/planes.ts', '**/*.test.ts', '**/memory-wasi.ts'],
    rules: { '@typescript-eslint/max-params': 'off' },
  },
  {
    files: ['**/*.test.{ts,tsx}'],
    rules: {
      'no-restricted-properties': [
        'error',
        ...['mock', 'doMock'].map((property) => ({
          object: 'vi',
          property,
          message: 'Test files share their modules (vitest.config.ts): what a test replaces is an option.',
        })),
      ],
    },
  },
  { files: ['**/*.{js,mjs}', 'bench/**'], languageOptions: { globals: globals.node } },
  {
    files: ['examples/*/*.{js,jsx}', 'packages/client/script-tag/*.js'],
    languageOptions: { globals: globals.browser },
  },
);
