import type { EngineFacts } from '../http/engine-choices.js';

/** What REST reports of engines that do not exist: those of the server's own choice, and one further provider. */
export function fakeFacts(): EngineFacts {
  const voices = ['slt', 'rms'];
  return {
    names: {
      providers: [
        { name: 'embedded', label: 'Embedded speech' },
        { name: 'elsewhere', label: 'A vendor' },
      ],
      models: ['scripted answers', 'large'],
      voices,
    },
    of: ({ model }) => ({ label: model === 'large' ? 'language model large' : 'scripted answers', voices }),
  };
}
