import type { Poster } from '@visavis/avatar';
import { Hono, type Context } from 'hono';
import type { Avatar, AvatarDirectory } from '../avatars/avatar-directory.js';

/** Path of the picture of an avatar before the call. */
export const posterPath = ({ id }: Avatar): string => `/api/avatars/${encodeURIComponent(id)}/poster`;

const POSTER = '/api/avatars/:id/poster';
/** Samples of existing clients show preset faces from here (conformance S-16); browsers go by the type, not the ending. */
const PRESET = '/uploadFiles/:file{.+\\.png}';

export const POSTER_PATHS: readonly string[] = [POSTER, PRESET];

export interface PostersOptions {
  readonly avatars: AvatarDirectory;
  /** `undefined` while the server is getting ready. */
  poster(avatar: Avatar): Promise<Poster> | undefined;
}

/** The faces before the call. 404 for an avatar that does not exist, 503 while its picture cannot be had. */
export function posters({ avatars, poster }: PostersOptions): Hono {
  const show = async (context: Context, avatar: Avatar | undefined): Promise<Response> => {
    if (!avatar) return context.notFound();
    const shown = await poster(avatar)?.catch(() => undefined);
    if (!shown) return context.json({ message: 'The face is still being prepared' }, 503, { 'Retry-After': '1' });
    const { contentType, data } = shown;
    return context.body(new Uint8Array(data), 200, { 'Content-Type': contentType, 'Cache-Control': 'max-age=300' });
  };
  return new Hono()
    .get(POSTER, async (context) => show(context, await avatars.withId(context.req.param('id'))))
    .get(PRESET, async (context) =>
      show(context, await avatars.find({ name: context.req.param('file').slice(0, -'.png'.length) })),
    );
}
