import { silentLogger } from '@visavis/core';
import { floatFromInt16, LISTEN_RATE_HZ, PLAYOUT_RATE_HZ, resampled } from '@visavis/sound';
import { expect, it } from 'vitest';
import { localKinds, openLocalEars, openLocalVoice } from '../local-models.js';

// The folder of real models, as `visavis models add small` makes it.
const { VISAVIS_MODELS = '' } = process.env;
const kinds = VISAVIS_MODELS === '' ? [] : await localKinds(VISAVIS_MODELS);
const SPOKEN = 'What time does the museum open on Sunday, and how much is a ticket?';
const words = (text: string): string[] => text.toLowerCase().match(/[a-z]+/g) ?? [];

it.runIf(kinds.length === 2)(
  'real ears hear what a real voice says (runs where VISAVIS_MODELS names a folder with both)',
  { timeout: 300_000 },
  async () => {
    const options = { modelsDir: VISAVIS_MODELS, logger: silentLogger };
    const [voice, ears] = [await openLocalVoice({ ...options, allowsSlow: true }), await openLocalEars(options)];
    try {
      await Promise.all([voice.prepare(), ears.prepare()]);
      const utterance = ears.open();
      for await (const { samples } of voice.synthesize(SPOKEN, { signal: new AbortController().signal }))
        utterance.write(floatFromInt16(resampled({ samples, rateHz: PLAYOUT_RATE_HZ }, LISTEN_RATE_HZ).samples));
      const heard = words((await utterance.finish()).text);
      const missing = words(SPOKEN).filter((word) => !heard.includes(word));
      expect(missing.length).toBeLessThanOrEqual(2);
    } finally {
      await Promise.all([voice.close(), ears.close()]);
    }
  },
);
