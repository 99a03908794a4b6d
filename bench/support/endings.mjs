// The ways in which sessions end, in order and abruptly.
import { setTimeout as sleep } from 'node:timers/promises';
import { Call, Microphone, openCall } from '@visavis/caller';
import { STORY_QUESTION } from './knowledge.mjs';
import { voices } from './voice.mjs';

const [voice] = voices();

/** One session from its beginning to each of its possible ends. */
export const ENDINGS = {
  'closed while watched': async (server) => {
    const { close } = await watch(server);
    await close();
  },
  'viewer vanishes, socket cut': async (server) => {
    const { call, viewer } = await watch(server);
    viewer.close();
    call.cut();
    await call.closed;
  },
  'cut while it speaks': async (server) => {
    const { call, viewer } = await watch(server);
    call.type(STORY_QUESTION);
    await call.next('realtime.playback.started');
    call.cut();
    viewer.close();
    await call.closed;
  },
  'cut in the middle of a word': async (server) => {
    const call = new Call(server.socketUrl());
    await call.next('realtime.session.updated');
    const microphone = new Microphone(call);
    microphone.say(voice.samples);
    await sleep(400);
    microphone.close();
    call.cut();
    await call.closed;
  },
  'never answers the offer': async (server) => {
    const call = new Call(server.socketUrl());
    await call.next('webrtc.signaling.offer');
    await call.close();
  },
  'answers with nonsense': async (server) => {
    const call = new Call(server.socketUrl());
    await call.next('webrtc.signaling.offer');
    call.send({ type: 'webrtc.signaling.answer', data: { sdp: { type: 'answer', sdp: 'v=0' } } });
    call.sendRaw('{');
    call.sendRaw('{"type":7}');
    await call.close();
  },
  'cut at once': async (server) => {
    const call = new Call(server.socketUrl());
    await Promise.race([call.next('conversation.connected.success').catch(() => undefined), sleep(5)]);
    call.cut();
    await call.closed;
  },
  'wrong key': async (server) => {
    const call = new Call(server.socketUrl({ license: 'wrong' }));
    await call.closed;
  },
};

function watch(server) {
  return openCall(server.socketUrl(), { viewer: { countOnly: true } });
}
