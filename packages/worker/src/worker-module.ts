/**
 * Returns the address of a module beside the caller's, for a worker to run. Node cannot run TypeScript in a worker, so
 * a caller that is itself still TypeScript (under the test runner) receives the built module from `dist`.
 *
 * @param callerUrl The caller's `import.meta.url`. @param name Module name without extension, relative to the caller.
 */
export function workerModule(callerUrl: string, name: string): URL {
  return builtFile(callerUrl, `${name}.js`);
}

/**
 * Returns the address of a file that the build writes beside the caller's module.
 *
 * @param callerUrl The caller's `import.meta.url`, of its source or of its build. @param name Relative to the caller.
 */
export function builtFile(callerUrl: string, name: string): URL {
  const base = callerUrl.endsWith('.ts') ? callerUrl.replace(/\/src\/(?!.*\/src\/)/, '/dist/') : callerUrl;
  return new URL(`./${name}`, base);
}
