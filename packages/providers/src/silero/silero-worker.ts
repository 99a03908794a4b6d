import { serveWorker } from '@visavis/worker';
import { SileroModel, newSileroState, type SileroState } from './silero-model.js';

/** Calls of the detector's thread. Streams are numbered by the owner. */
export type SileroCalls = {
  ready: { argument: undefined; result: void };
  push: { argument: { stream: number; frame: Float32Array }; result: number };
  end: { argument: number; result: void };
};

const loading = SileroModel.load();
// `ready` reports the failure.
loading.catch(() => undefined);
const states = new Map<number, SileroState>();

serveWorker<SileroCalls>({
  ready: async () => {
    (await loading).probability(new Float32Array(512), newSileroState());
  },
  push: async ({ stream, frame }) => {
    const state = states.get(stream) ?? newSileroState();
    states.set(stream, state);
    return (await loading).probability(frame, state);
  },
  end: (stream) => {
    states.delete(stream);
  },
});
