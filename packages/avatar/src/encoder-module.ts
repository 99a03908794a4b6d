import type { CreateVideoEncoder } from '@visavis/media';

/** Where worker threads find `createVideoEncoder` unless told otherwise. Does not load the transport. */
export const DEFAULT_ENCODER_MODULE = '@visavis/media/encoders';

/** @throws {Error} When the module is missing or does not export `createVideoEncoder`. */
export async function loadEncoder(module: string): Promise<CreateVideoEncoder> {
  const { createVideoEncoder } = (await import(module)) as { createVideoEncoder?: CreateVideoEncoder };
  if (!createVideoEncoder) throw new Error(`${module} does not export createVideoEncoder`);
  return createVideoEncoder;
}
