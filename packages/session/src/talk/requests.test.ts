import { silentLogger, TypedEmitter } from '@visavis/core';
import { FakeClock } from '@visavis/core/testing';
import type { ServerEvent } from '@visavis/protocol';
import type { Conversation, ConversationEvents } from '@visavis/speech';
import { beforeEach, describe, expect, it } from 'vitest';
import { readFrame } from '../frames/received-message.js';
import { AudioUplink } from '../uplink/audio-uplink.js';
import { SessionSettings } from '../settings/session-settings.js';
import type { SteeringMessage } from '../behaviour.js';
import { conversationSettings } from '../settings/conversation-settings.js';
import { Requests } from './requests.js';

/** Records the calls it receives. */
class FakeConversation {
  readonly events = new TypedEmitter<ConversationEvents>();
  readonly calls: unknown[] = [];
  configure = (settings: object) => void this.calls.push(['configure', JSON.parse(JSON.stringify(settings))]);
  history: unknown[] = [];
  addItem = ({ role, text }: { role: string; text: string }, place: { id?: string; afterId?: string } = {}) => {
    this.calls.push([role, text, ...Object.values(place)]);
    return place.id === 'taken' ? undefined : (place.id ?? 'item_9');
  };
  deleteItem = (id: string) => id === 'mine';
  truncateItem = (id: string, heardMs: number) => {
    this.calls.push(['truncate', id, heardMs]);
    return id === 'mine';
  };
  createResponse = (overrides: object = {}) => {
    const set = JSON.parse(JSON.stringify(overrides)) as object;
    this.calls.push(Object.keys(set).length > 0 ? ['respond', set] : 'respond');
  };
  cancelResponse = () => void this.calls.push('cancel');
  addToolOutput = (callId: string, output: string) => {
    this.calls.push(['output', callId, output]);
    return callId === 'known';
  };
  addPicture = ({ mime, bytes }: { mime: string; bytes: Uint8Array }) =>
    void this.calls.push(['picture', mime, bytes.length]);
  commit = () => void this.calls.push('commit');
  clearInput = () => void this.calls.push('clear');
  say = (text: string) => void this.calls.push(['say', text]);
}

let clock: FakeClock;
let conversation: FakeConversation;
let sent: ServerEvent[];
let uplink: AudioUplink;
let settings: SessionSettings;
let requests: Requests;
beforeEach(() => {
  clock = new FakeClock();
  conversation = new FakeConversation();
  sent = [];
  uplink = new AudioUplink({
    createResample: () => (samples) => samples,
    hear: () => undefined,
    declaredRateHz: undefined,
    fastest: undefined,
    tooFast: () => undefined,
    idle: () => undefined,
    clock,
    logger: silentLogger,
  });
  const send = (event: ServerEvent) => void sent.push(event);
  settings = new SessionSettings({
    apply: (config) => conversation.configure(conversationSettings(config)),
    declareRate: (rateHz) => uplink.declareRate(rateHz),
    sessionId: 's-1',
    confirmsUnasked: true,
    choices: () => ({ model: 'scripted', voices: ['marin', 'cedar'], sees: true, takesTranscripts: true }),
    defaults: {},
    clock,
    send,
    configured: () => send({ type: 'problem', code: 'internal', message: 'configured' }),
  });
  requests = new Requests({ conversation: conversation as unknown as Conversation, settings, clock, send });
  settings.start();
});

/** Sends what a client would put on the wire. */
/** The beginning of a JPEG of 16 by 16 pixels, up to its size. */
const picture = 'data:image/jpeg;base64,/9j/wAARCAAQABADAAAAAAAA';
const says = (...messages: object[]): void => {
  for (const message of messages) {
    const read = readFrame(JSON.stringify(message), 'unified');
    if (!read.ok) throw new Error(read.detail);
    requests.handle(read.message as SteeringMessage);
  }
};
const typed = (text: string) => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
});
const types = () => sent.map((event) => (event.type === 'problem' ? event.message : event.type));

describe('what a client asks of the conversation', () => {
  it('is answered with its session at once, and once with its settings', () => {
    says({ type: 'realtime.input_config', data: { content: '{"voice":"marin","prompt":"Be brief."}' } });
    clock.advance(5_000);
    expect(types()).toEqual(['sessionCreated', 'sessionUpdated', 'configured']);
    expect(sent[1]).toMatchObject({ session: { id: 's-1', voice: 'marin', model: 'scripted' } });
    expect(conversation.calls).toEqual([['configure', { voice: 'marin', instructions: 'Be brief.' }]]);
  });

  it('is a reply to what was typed', () => {
    says(typed('What time is it?'), { type: 'response.create' });
    expect(conversation.calls).toEqual([['user', 'What time is it?'], 'respond']);
  });

  it('is a reply in one message too', () => {
    says({ type: 'realtime.input_text', data: { content: 'Hello' } });
    expect(conversation.calls).toEqual([['user', 'Hello'], 'respond']);
  });

  it('is about the history that came just before, whichever way it is asked', () => {
    const asks = { type: 'realtime.input_text', data: { content: 'Who am I?' } };
    const output = { type: 'realtime.function_call_output', data: { call_id: 'known', output: 'ok' } };
    says(typed('My name is Ada.'), asks, typed('I am here.'), output);
    clock.advance(100);
    expect(conversation.calls).toEqual([
      ['user', 'My name is Ada.'],
      ['user', 'Who am I?'],
      'respond',
      ['user', 'I am here.'],
      ['output', 'known', 'ok'],
      'respond',
    ]);
  });

  it('is one greeting, though it asks twice', () => {
    says({ type: 'response.create' }, { type: 'response.create' });
    expect(conversation.calls).toEqual(['respond']);
  });

  it('is history that is kept once, and brings no reply', () => {
    for (let i = 0; i < 3; i++) {
      says(typed('Hello'), typed('How are you?'), typed('Listening...'));
      clock.advance(100);
    }
    expect(conversation.calls).toEqual([
      ['user', 'Hello'],
      ['user', 'How are you?'],
    ]);
  });

  it('does not hear again what the user has said aloud', () => {
    conversation.events.emit('turnTaken', { itemId: 'i', text: 'Who are you?' });
    says({ type: 'session.update', session: { voice: 'cedar' } }, typed('Who are you?'));
    clock.advance(100);
    expect(conversation.calls).toEqual([['configure', { voice: 'cedar' }]]);
  });

  it('changes nothing when the same settings come again', () => {
    says(...Array.from({ length: 20 }, () => ({ type: 'session.update', session: { instructions: 'Be kind.' } })));
    expect(conversation.calls).toEqual([['configure', { instructions: 'Be kind.' }]]);
  });

  it('is to stop, in three spellings', () => {
    says({ type: 'response.cancel' }, { type: 'input_audio_buffer.clear' }, { type: 'input_audio_buffer.commit' });
    expect(conversation.calls).toEqual(['cancel', 'cancel', 'clear', 'commit']);
  });

  it('is answered with a warning that its picture is not seen, when it asks for a reply', () => {
    says({ type: 'realtime.input_image', data: { content: picture, reply: 0 } });
    expect(conversation.calls).toEqual([['picture', 'image/jpeg', 18]]);
    clock.advance(200);
    says({ type: 'realtime.input_image', data: { content: picture, reply: 1 } });
    expect(conversation.calls.slice(1)).toEqual([['picture', 'image/jpeg', 18], 'respond']);
  });

  it('never waits for the result of a tool', () => {
    says({
      type: 'realtime.input_function_call',
      data: { content: '[{"type":"function","name":"f","parameters":{"properties":[]}}]' },
    });
    says({ type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'c', output: 'x' } });
    expect(sent.at(-1)).toMatchObject({ type: 'problem', code: 'tool.unknown_call' });
  });

  it('is a system message, kept in its place', () => {
    says({ type: 'conversation.item.create', item: { type: 'message', role: 'system', content: 'It rains.' } });
    clock.advance(100);
    expect(conversation.calls).toEqual([['system', 'It rains.']]);
  });

  it('is an item with a name and a position, confirmed, behind what came before it', () => {
    const item = (id: string) => ({ id, type: 'message', role: 'assistant', content: 'Hello.' });
    says(typed('Hi'), { type: 'conversation.item.create', previous_item_id: 'root', item: item('mine') });
    expect(conversation.calls).toEqual([
      ['user', 'Hi'],
      ['assistant', 'Hello.', 'mine', 'root'],
    ]);
    expect(sent.at(-1)).toEqual({ type: 'itemCreated', itemId: 'mine' });
    says({ type: 'conversation.item.create', item: item('taken') });
    expect(sent.at(-1)).toMatchObject({ type: 'problem', code: 'item.not_placed' });
  });

  it('is an item to be forgotten or cut, and nothing where there is none', () => {
    says({ type: 'conversation.item.delete', item_id: 'mine' });
    says({ type: 'conversation.item.truncate', item_id: 'mine', audio_end_ms: 700 });
    says({ type: 'conversation.item.delete', item_id: 'other' });
    expect(sent.slice(-3)).toMatchObject([
      { type: 'itemDeleted', itemId: 'mine' },
      { type: 'itemTruncated', itemId: 'mine' },
      { type: 'problem', code: 'item.unknown' },
    ]);
    expect(conversation.calls).toEqual([['truncate', 'mine', 700]]);
  });

  it('is one reply of its own kind', () => {
    says(typed('Hi'), { type: 'response.create', response: { instructions: 'Sing.', modalities: ['text'] } });
    expect(conversation.calls).toEqual([
      ['user', 'Hi'],
      ['respond', { instructions: 'Sing.', modalities: 'text' }],
    ]);
  });

  it('is words spoken as they are', () => {
    says({ type: 'realtime.say', data: { content: 'Mind the step.' } });
    expect(conversation.calls).toEqual([['say', 'Mind the step.']]);
  });

  it('Scenario S12: is no reply about a picture that is too large', () => {
    const bytes = Buffer.from(picture.split(',')[1]!, 'base64').fill(0xff, 7, 11);
    says({ type: 'realtime.input_image', data: { content: bytes.toString('base64'), reply: 1 } });
    expect(conversation.calls).toEqual([]);
    expect(sent).toContainEqual(expect.objectContaining({ type: 'problem', code: 'image.size' }));
  });

  it('is pictures, five a second and no more, with one warning', () => {
    const shown = { type: 'realtime.input_image', data: { content: picture } };
    says(shown, shown, shown);
    clock.advance(200);
    says(shown);
    expect(conversation.calls).toHaveLength(2);
    expect(sent.filter((event) => event.type === 'problem' && event.code === 'image.rate')).toHaveLength(1);
  });

  it('is answered with one warning for each setting that is not honoured', () => {
    const session = { voice: 'alloy', model: 'gpt-realtime', turn_detection: { type: 'semantic_vad' } };
    for (let i = 0; i < 5; i++) says({ type: 'session.update', session });
    expect(sent.flatMap((event) => (event.type === 'problem' ? [event.code] : []))).toEqual([
      'config.model',
      'config.voice',
      'config.turn_detection',
    ]);
  });

  it('declares the rate of its microphone', () => {
    says({ type: 'session.update', session: { audio: { input: { format: { type: 'audio/pcm', rate: 16_000 } } } } });
    expect(uplink.rateHz).toBe(16_000);
  });

  it('is answered with the names of the settings that were not understood', () => {
    says({ type: 'session.update', session: { temperature: 'warm' } });
    expect(sent.at(-1)).toMatchObject({
      type: 'problem',
      code: 'config.ignored',
      message: 'Not understood: temperature',
    });
  });

  it('leaves nothing behind', () => {
    says(typed('Hello'));
    requests.close();
    settings.close();
    expect(clock.pending).toBe(0);
  });
});

describe('an avatar with a first message', () => {
  const greeter = () =>
    new Requests({
      conversation: conversation as unknown as Conversation,
      settings: { close: () => undefined, reportUnhonoured: () => undefined } as unknown as SessionSettings,
      firstMessage: 'Welcome!',
      clock,
      send: () => undefined,
    });
  const request: SteeringMessage = { type: 'response.create', config: {}, ignored: [] };

  it('says it once, also to clients that ask for a greeting', () => {
    const requests = greeter();
    requests.greet();
    requests.handle(request);
    expect(conversation.calls).toEqual([['say', 'Welcome!']]);
  });

  it('says it when a client asks before its time, and not again', () => {
    const requests = greeter();
    requests.handle(request);
    requests.greet();
    expect(conversation.calls).toEqual([['say', 'Welcome!']]);
  });

  it('says nothing of the kind in a conversation that goes on', () => {
    conversation.history = [{ role: 'user', text: 'Hi' }];
    greeter().greet();
    expect(conversation.calls).toEqual([]);
  });
});

describe('turn detection', () => {
  it('is set member by member, and can be switched off and on', () => {
    const update = (turn_detection: unknown) => says({ type: 'session.update', session: { turn_detection } });
    update({ type: 'server_vad', threshold: 0.6 });
    update({ type: 'server_vad', silence_duration_ms: 700 });
    expect(conversation.calls.at(-1)).toEqual([
      'configure',
      { turnDetection: { type: 'server_vad', threshold: 0.6, silenceDurationMs: 700 } },
    ]);
    update(null);
    expect(conversation.calls.at(-1)).toEqual(['configure', { turnDetection: null }]);
    update({ type: 'server_vad' });
    expect(conversation.calls.at(-1)).toEqual(['configure', { turnDetection: { type: 'server_vad' } }]);
  });
});
