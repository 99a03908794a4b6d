import { VisavisClient } from '@visavis/client';
import { FakePlatform, settle } from '@visavis/client/testing';
import { expect, it } from 'vitest';
import { sessionOptions, type UseVisavisOptions } from './session-options.js';

const url = 'https://face.example';
const light = { name: 'light', description: 'Switches the light' };

it('sends the tools to the brain and answers them with the handlers of the newest rendering', async () => {
  let newest: UseVisavisOptions = { url, microphone: false, tools: [{ ...light, handler: () => 'old' }] };
  const platform = new FakePlatform();
  new VisavisClient(platform).start(sessionOptions(() => newest));
  const socket = platform.sockets[0]!;
  socket.open();
  expect(socket.sent).toEqual([
    { type: 'realtime.input_config', data: { content: JSON.stringify({ tools: [{ type: 'function', ...light }] }) } },
  ]);
  newest = { url, tools: [{ ...light, handler: ({ on }) => `on: ${String(on)}` }] };
  const call = { call_id: 'c1', name: 'light', function_name: 'light', arguments: { on: true } };
  socket.say('realtime.response.function_call_arguments.done', call);
  await settle();
  expect(socket.sent).toContainEqual({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: 'c1', output: 'on: true' },
  });
});

it('leaves tools without a handler to the listeners, and other settings as they are', () => {
  const config = { voice: 'marin' };
  expect(sessionOptions(() => ({ url, config, tools: [light] }))).toEqual({
    url,
    config: { ...config, tools: [light] },
  });
  expect(sessionOptions(() => ({ url, config }))).toEqual({ url, config });
});
