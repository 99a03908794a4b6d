import type { CreateVideoEncoder, VideoEncoderModule } from '@visavis/media';

/** @throws {Error} When the module is missing or does not export `createVideoEncoder`. */
export async function loadEncoder({ url }: VideoEncoderModule): Promise<CreateVideoEncoder> {
  const { createVideoEncoder } = (await import(url)) as { createVideoEncoder?: CreateVideoEncoder };
  if (!createVideoEncoder) throw new Error(`${url} does not export createVideoEncoder`);
  return createVideoEncoder;
}
