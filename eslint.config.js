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
  providers: ['core', 'worker', 'sound', 'speech'],
  store: ['core', 'protocol'],
  session: ['core', 'sound', 'protocol', 'media', 'speech'],
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
    'providers',
    'store',
  ],
  caller: ['core', 'sound', 'media', 'protocol'],
  client: ['protocol'],
  react: ['client'],
  element: ['client'],
};
const packages = Object.keys(mayImport);

export default ts.config(
  { ignores: ['**/dist/', '**/data/', '**/node_modules/'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  importX.flatConfigs.typescript,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ alwaysTryTypes: true })] },
    rules: {
      'import-x/no-cycle': 'error',
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
            { group: ['**/../*/src/**'], message: 'Import the package, not its files.' },
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
  { files: ['**/*.{js,mjs}', 'bench/**'], languageOptions: { globals: globals.node } },
  {
    files: ['examples/*/*.{js,jsx}', 'packages/client/script-tag/*.js'],
    languageOptions: { globals: globals.browser },
  },
);
