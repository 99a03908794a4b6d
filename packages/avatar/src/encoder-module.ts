import type { CreateVideoEncoder } from '@visavis/media';

/**
 * Where worker threads find `createVideoEncoder` unless told otherwise. Video only: an Opus library that a worker thread
 * is the first to load is unloaded with that thread, and takes the process with it.
 */
export const DEFAULT_ENCODER_MODULE = '@visavis/media/video-encoders';

/** @throws {Error} When the module is missing or does not export `createVideoEncoder`. */
export async function loadEncoder(module: string): Promise<CreateVideoEncoder> {
  const { createVideoEncoder } = (await import(module)) as { createVideoEncoder?: CreateVideoEncoder };
  if (!createVideoEncoder) throw new Error(`${module} does not export createVideoEncoder`);
  return createVideoEncoder;
}
