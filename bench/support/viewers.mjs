// A separate process full of viewers: they decrypt and count the packets they receive, so that their cost is not part
// of the server's. Receives { open: n, address, speak } from its parent; sends the frames per second of each viewer
// every 2 s.
import { openCall } from '@visavis/caller';
import { STORY_QUESTION } from './knowledge.mjs';

/** Viewers that connect at the same time: all at once would measure the start, which is another benchmark. */
const AT_A_TIME = 4;
/** Protocol frames kept of each call. */
const KEEP = 2_000;
const viewers = [];

process.on('message', async ({ open, address, speak }) => {
  try {
    let left = open;
    const openSome = async () => {
      while (left-- > 0) viewers.push(await watch(address, speak));
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, openSome));
    process.send({ opened: viewers.length });
  } catch (error) {
    process.send({ failed: error.message });
  }
});
process.on('disconnect', () => process.exit(0));

async function watch(address, speak) {
  const { call, viewer } = await openCall(address, { keep: KEEP, viewer: { countOnly: true } });
  if (speak) void keepSpeaking(call);
  return viewer;
}

/** Requests the story again and again, so that speech hardly ever pauses. */
async function keepSpeaking(call) {
  for (;;) {
    const sinceMs = performance.now();
    call.type(STORY_QUESTION);
    await call.next('realtime.playback.done', { sinceMs, withinMs: 120_000 });
  }
}

/** Timers are late on a busy machine, so rates are computed over the time that has passed. */
let before = { atMs: performance.now(), frames: [] };
setInterval(() => {
  const now = { atMs: performance.now(), frames: viewers.map(({ frames }) => frames) };
  const passedS = (now.atMs - before.atMs) / 1000;
  const known = now.frames.slice(0, before.frames.length);
  if (process.connected) process.send({ fps: known.map((frames, i) => (frames - before.frames[i]) / passedS) });
  before = now;
}, 2_000);
