import wabt from 'wabt';

/** @param {string} source WebAssembly text. @returns {Promise<Uint8Array>} The module. */
export async function assemble(source) {
  const { parseWat } = await wabt();
  const module = parseWat('warp.wat', source);
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}
