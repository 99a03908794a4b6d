import { avatarDeleteRequest, avatarUpdateRequest } from '@visavis/protocol/rest';
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { EngineNames } from '../choosing/chosen-engines.js';
import { providerNameOf, wrongChoice } from './engine-choices.js';
import { checked, makersOnly, parse, refuse, refuseAs, stillLoading, succeed, type Env } from './envelope.js';
import type { AvatarKeeper } from '../avatars/avatar-keeper.js';

export interface AvatarChangesOptions {
  readonly keeper: AvatarKeeper;
  /** `undefined` while they are loading. */
  names(): EngineNames | undefined;
}

/** Instructions may be long, and their characters escaped. */
const MAX_BODY_BYTES = 2_000_000;

/** Avatars that were added are changed and deleted by the licence that they belong to (conformance S-14). */
export function avatarChanges({ keeper, names }: AvatarChangesOptions): Hono<Env> {
  const api = new Hono<Env>();
  api.onError((error, context) => refuseAs(context, error));
  const limit = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (context) => refuse(context, 'request.too_large') });
  const remove = async (context: Context<Env>, id: string): Promise<Response> => {
    await keeper.removeOf(context.get('authorisation').licenceId, id);
    return succeed(context, { message: 'Avatar deleted successfully' });
  };
  api.post('/api/open/v1/avatar/update', makersOnly, limit, async (context) => {
    const request = checked(context, avatarUpdateRequest, parse(await context.req.text()));
    if (request instanceof Response) return request;
    const known = names();
    if (!known) return stillLoading(context);
    const wrong = wrongChoice(request.data, known);
    if (wrong !== undefined) return refuse(context, 'request.invalid', wrong);
    const { id, providerId, ...changes } = request.data;
    const { licenceId } = context.get('authorisation');
    await keeper.change(licenceId, id, { ...changes, providerName: providerNameOf(providerId, known) });
    return succeed(context, { message: 'Avatar updated successfully' });
  });
  api.post('/api/open/v1/avatar/delete', makersOnly, limit, async (context) => {
    const request = checked(context, avatarDeleteRequest, parse(await context.req.text()));
    return request instanceof Response ? request : remove(context, request.data.id);
  });
  api.delete('/api/open/v1/avatar/:id', makersOnly, (context) => remove(context, context.req.param('id')));
  return api;
}
