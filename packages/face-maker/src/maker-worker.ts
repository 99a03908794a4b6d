import { writeFace } from '@visavis/avatar';
import { CodedError } from '@visavis/core';
import { serveWorker } from '@visavis/worker';
import { FaceRefused } from './face-refused.js';
import type { MakerCalls, MakerEvents } from './maker-calls.js';
import { cleanedPicture } from './picture/cleaned-picture.js';
import { makeFromPicture } from './making.js';

const emit = serveWorker<MakerCalls, MakerEvents>({
  async clean({ picture }) {
    try {
      return { cleaned: await cleanedPicture(picture) };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return { refused: { code: error.code, message: error.message } };
    }
  },
  async make({ picture, face: wanted, shape }) {
    try {
      const { face, report } = await makeFromPicture(picture, { wanted, shape }, (stage) =>
        emit('stageEntered', { stage }),
      );
      return { made: { file: writeFace(face, 'picture'), report } };
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      const faces = error instanceof FaceRefused ? error.faces : undefined;
      return { refused: { code: error.code, message: error.message, faces } };
    }
  },
});
