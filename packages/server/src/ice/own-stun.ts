import type { Logger, ResourceStack } from '@visavis/core';
import { StunResponder } from '@visavis/media';
import type { Config } from '../config/config.js';
import { mediaAddress } from '../media-address.js';
import { needsOwnStun, type OwnStun } from './ice-servers.js';

/**
 * Opens this host as a STUN server, where clients need it as one.
 *
 * @throws {CodedError} `media.port_unavailable` when no port can be opened.
 */
export async function openOwnStun(
  config: Config,
  { resources, logger }: { resources: ResourceStack; logger: Logger },
): Promise<OwnStun | undefined> {
  if (!needsOwnStun(config)) return undefined;
  const options = { bindAddress: await mediaAddress(config), logger };
  const responder = await StunResponder.open({ ...options, port: config.stunPort }).catch((error: unknown) => {
    logger.warn('STUN port taken, another one is used', { port: config.stunPort, error });
    return StunResponder.open({ ...options, port: 0 });
  });
  resources.defer(() => responder.close());
  return { port: responder.port, addresses: config.publicIps };
}
