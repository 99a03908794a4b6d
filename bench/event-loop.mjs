// How long one message holds the event loop of the server's main thread (R-10, Scenario L8): the largest instance of every message of both
// dialects, of every REST request, and a knowledge file that changes, each sent to a real server in which the longest turn
// of the loop is measured meanwhile. Each is sent some times: the least of the longest turns is what the message costs, since
// other work on the machine, and rubbish collected meanwhile, only add to it. The first time, code is compiled as well.
// Usage: npm run build && node bench/event-loop.mjs [--times=6] [--longest=10]   (ends with 1 where one costs more, ms)
import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Call, openCall } from '@visavis/caller';
import { chunk, FakeChatService, streams } from '@visavis/providers/testing';
import { option, quantile, rounded, save, table } from './support/figures.mjs';
import { writeKnowledge } from './support/knowledge.mjs';
import { largestKnowledge, largestMessages, spokenQuestion } from './support/largest-messages.mjs';
import { largestRequests } from './support/largest-requests.mjs';
import { startMeasuredServer } from './support/turns.mjs';

const times = option('times', 6);
const longestMs = option('longest', 10);
/** Enough for what follows a message: the words of a reply, the search in another thread. */
const SETTLE_MS = 400;
/** A changed file is noticed within a second, and read for a part of one. */
const KNOWLEDGE_MS = 4_000;
const messages = largestMessages();
const rows = [];
let asked = 0;

await withServer({}, async (measured, knowledge) => {
  await report('nothing: a viewer watches', measured, () => inSession(measured, () => sleep(2_000)));
  await report('a session begins and ends', measured, () => inSession(measured, () => undefined));
  for (const [name, message] of Object.entries(messages)) await reportMessage(name, measured, message);
  await reportMessage('a spoken question, with 128 tools', measured, spokenQuestion(), [messages['128 tools of 1 kB']]);
  for (const [name, message] of ofOlderClients()) await reportOlder(name, measured, message);
  for (const [name, request] of Object.entries(largestRequests(measured.server)))
    await report(`HTTP: ${name}`, measured, request);
  await report('a knowledge file of 512 kB', measured, async () => {
    await writeFile(knowledge.path, largestKnowledge(`take ${rows.length}${Math.random()}`));
    await sleep(KNOWLEDGE_MS);
  });
  await reportMessage('a typed question, with that knowledge', measured, messages['a typed text of 32,000 letters']);
});

const service = await FakeChatService.open((response) => streams(response, chunk('Yes. '), chunk('It is so. ')));
const model = { OPENAI_BASE_URL: service.baseUrl, OPENAI_API_KEY: 'k', OPENAI_MODEL: 'none' };
await withServer(model, async (measured, knowledge) => {
  await writeFile(knowledge.path, largestKnowledge());
  await sleep(KNOWLEDGE_MS);
  const { data } = messages['a picture of 8 MB'];
  const typed = messages['a typed text of 32,000 letters'];
  await reportMessage('language model: a typed question', measured, typed);
  await reportMessage('language model: a picture of 8 MB, with a reply', measured, {
    type: 'realtime.input_image',
    data: { ...data, reply: 1 },
  });
  await reportMessage('language model: 128 tools and a question', measured, typed, [messages['128 tools of 1 kB']]);
});
service.close();

table([['longest turn of the event loop, ms', 'kB', 'least', 'median', 'first', 'most'], ...rows.map(cells)]);
save('event-loop', { times, unit: 'ms of the main thread: the longest turn of the event loop, each time', rows });
process.exitCode = rows.some(({ turnsMs }) => Math.min(...turnsMs) > longestMs) ? 1 : 0;

function cells({ name, bytes, turnsMs }) {
  const ms = [Math.min(...turnsMs), quantile(turnsMs, 0.5), turnsMs[0], Math.max(...turnsMs)];
  return [name, bytes && rounded(bytes / 1024), ...ms.map((value) => rounded(value))];
}

async function withServer(environment, act) {
  const knowledge = await writeKnowledge();
  const measured = await startMeasuredServer({ VISAVIS_KNOWLEDGE: knowledge.path, LOG_LEVEL: 'error', ...environment });
  try {
    await sleep(SETTLE_MS);
    await act(measured, knowledge);
  } finally {
    await measured.stop();
    await knowledge.remove();
  }
}

/** Measures `act` some times. @param bytes Size of what is sent. */
async function report(name, measured, act, bytes) {
  const turnsMs = [];
  for (let i = 0; i < times; i++) {
    const [longest] = await measured.during(act);
    turnsMs.push(rounded(longest, 2));
  }
  note({ name, bytes, turnsMs });
}

function note(row) {
  rows.push(row);
  console.log(cells(row).join('  '));
}

async function inSession({ server }, act) {
  const { call, close } = await openCall(server.socketUrl(), { viewer: { countOnly: true } });
  try {
    await act(call);
  } finally {
    await close();
  }
}

/** @param before Messages that come first, and are not measured. */
async function reportMessage(name, measured, message, before = []) {
  const text = JSON.stringify(message);
  await inSession(measured, async (call) => {
    for (const earlier of before) call.send(earlier);
    await handled(call);
    await report(name, measured, () => sent(call, text), text.length);
  });
}

async function sent(call, text) {
  call.sendRaw(text);
  await handled(call);
  await sleep(SETTLE_MS);
}

/** Resolves when the server has handled all messages so far: they are handled in order. */
async function handled(call) {
  const id = `none_${asked++}`;
  call.send({ type: 'conversation.item.delete', item_id: id });
  await call.next('realtime.warning', { fits: ({ message }) => message.includes(id) });
}

/** The bare names of older clients; the messages are the same. */
function ofOlderClients() {
  return [
    'a picture of 8 MB',
    '128 tools of 1 kB',
    'sound of 31 s at once',
    '100 texts of 32,000 letters in the history',
  ].map((name) => [`older dialect: ${name}`, messages[name]]);
}

async function reportOlder(name, measured, message) {
  const { server } = measured;
  const address = new URL(server.socketUrl());
  address.pathname = '/api/realtime-api';
  const call = new Call(address.href);
  await call.until(() => call.types.includes('session.created'), 'session.created');
  const text = JSON.stringify({ ...message, type: message.type.replace('realtime.', '') });
  await report(
    name,
    measured,
    async () => {
      call.sendRaw(text);
      await sleep(2 * SETTLE_MS);
    },
    text.length,
  );
  await call.close();
}
