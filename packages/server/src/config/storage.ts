import { path } from './kinds.js';
import { setting } from './setting.js';

export const storage = {
  dataDir: setting(path.prefault('./data'), {
    variable: 'VISAVIS_DATA',
    description: 'folder of what outlives the process: licence key, prepared faces, used tokens',
    common: true,
  }),
};
