// A process of its own full of viewers: they decrypt and count what comes, so that the server's cost is its own.
// Told by its parent: { open: n, server, speak }; tells every second how many pictures each viewer got.
import { openCall } from '@visavis/caller';
import { STORY_QUESTION } from './knowledge.mjs';

/** Together they would measure the start, which is another benchmark. */
const AT_A_TIME = 4;
/** Frames kept of each call. */
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

/** Asks for the story again and again; what is said never ends for long. */
async function keepSpeaking(call) {
  for (;;) {
    const sinceMs = performance.now();
    call.type(STORY_QUESTION);
    await call.next('realtime.playback.done', { sinceMs, withinMs: 120_000 });
  }
}

/** Timers are late on a busy machine, so the time that went by is told as well. */
let before = { atMs: performance.now(), frames: [] };
setInterval(() => {
  const now = { atMs: performance.now(), frames: viewers.map(({ frames }) => frames) };
  const passedS = (now.atMs - before.atMs) / 1000;
  const known = now.frames.slice(0, before.frames.length);
  if (process.connected) process.send({ fps: known.map((frames, i) => (frames - before.frames[i]) / passedS) });
  before = now;
}, 2_000);
