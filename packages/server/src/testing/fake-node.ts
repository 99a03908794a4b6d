import { silentLogger, type Clock, type Logger } from '@visavis/core';
import type { AvatarRecord } from '@visavis/protocol/rest';
import type { SessionEngines } from '@visavis/session';
import {
  MemoryAvatars,
  MemoryLicences,
  MemoryPlaces,
  MemoryRecords,
  MemoryResumes,
  MemoryTokens,
  type Store,
} from '@visavis/store';
import { AvatarDirectory } from '../avatars/avatar-directory.js';
import { Keys } from '../keys/keys.js';
import { Refusals } from '../keys/refusals.js';
import { Sessions } from '../sessions/sessions.js';

/** The only key that is accepted. */
export const LICENSE = 'vv_the-key';

export interface FakeNodeOptions {
  readonly clock: Clock;
  readonly engines: SessionEngines;
  readonly avatars?: readonly AvatarRecord[];
  /** What the processes of one service share. */
  readonly store?: Pick<Store, 'places' | 'resumes' | 'records'>;
  readonly nodeId?: string;
  readonly logger?: Logger;
}

/** The sessions of one process, for tests: real ones, on engines of the test. */
export function fakeNode({
  clock,
  engines,
  nodeId = 'node-1',
  logger = silentLogger,
  ...options
}: FakeNodeOptions): Sessions {
  return new Sessions({
    config: { idleTimeoutMs: 600_000, maxSessionsPerLicense: undefined },
    iceServersFor: () => [],
    keys: new Keys({ licences: new MemoryLicences([{ key: LICENSE }]), tokens: new MemoryTokens() }),
    refusals: new Refusals({ clock, logger }),
    avatars: new AvatarDirectory(new MemoryAvatars(options.avatars)),
    engines: Promise.resolve(engines),
    store: options.store ?? fakeStore(),
    nodeId,
    clock,
    logger,
  });
}

/** Room for five, and five in line. */
export const fakeStore = () => ({
  places: new MemoryPlaces({ total: 5, line: 5 }),
  resumes: new MemoryResumes(),
  records: new MemoryRecords(),
});
