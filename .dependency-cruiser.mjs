/** What lint cannot see: circles of types. Arrows between packages are in eslint.config.js. */
export default {
  forbidden: [{ name: 'no-circle', severity: 'error', from: {}, to: { circular: true } }],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.tests.json' },
    enhancedResolveOptions: { conditionNames: ['@visavis/source', 'import', 'default'], exportsFields: ['exports'] },
  },
};
