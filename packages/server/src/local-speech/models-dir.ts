import { join } from 'node:path';

/** The folder of models: the one that is set, else one in the data folder. */
export const modelsDirOf = (dataDir: string, modelsDir: string | undefined): string =>
  modelsDir ?? join(dataDir, 'models');
