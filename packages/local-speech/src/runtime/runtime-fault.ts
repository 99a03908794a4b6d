import { createRequire } from 'node:module';
import { nativePackage } from './sherpa.js';

/**
 * Why neural speech cannot run on this machine, without loading native code.
 *
 * @returns One sentence; `undefined` where the runtime is installed.
 */
export function runtimeFault(resolve = resolveHere): string | undefined {
  const name = nativePackage();
  try {
    resolve('sherpa-onnx-node');
    resolve(`${name}/package.json`);
    return undefined;
  } catch {
    return `Models on this machine need the package ${name}, which is not installed: there is none for some systems, and npm leaves it out with --omit=optional`;
  }
}

const resolveHere = (name: string): string => createRequire(import.meta.url).resolve(name);
