import { wholeNumber } from './kinds.js';
import { setting } from './setting.js';

export const places = {
  maxSessions: setting(wholeNumber(1, 10_000).default(100), {
    variable: 'VISAVIS_MAX_SESSIONS',
    description: 'how many sessions there may be at once',
  }),
  maxSessionsPerLicense: setting(wholeNumber(1, 10_000).optional(), {
    variable: 'VISAVIS_MAX_SESSIONS_PER_LICENSE',
    description: 'how many sessions one key may open at once, where its record has no limit of its own',
    otherwise: 'no limit',
  }),
  queueLimit: setting(wholeNumber(0, 10_000).default(50), {
    variable: 'VISAVIS_QUEUE_LIMIT',
    description: 'how many clients may wait for a place; `0` sends them away',
  }),
  idleTimeoutS: setting(wholeNumber(1, 86_400).default(120), {
    variable: 'VISAVIS_IDLE_TIMEOUT_S',
    description:
      'seconds after which a client that neither speaks, writes nor watches is let go; 15 until it has done one of them',
  }),
};
