import { z } from 'zod';
import { setting } from './setting.js';

export const log = {
  logLevel: setting(
    z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent').default('info'),
    { variable: 'LOG_LEVEL', description: 'least level that is logged: `debug`, `info`, `warn`, `error` or `silent`' },
  ),
};
