// Transparency mode, on the bare protocol: the face speaks the sound it receives. No SDK, to show how little it takes.
const RATE_HZ = 24_000;
/** Samples of one message, a second; the server keeps up to a minute and speaks it in real time. */
const PIECE_SAMPLES = RATE_HZ;

const find = (selector) => document.querySelector(selector);
const showStatus = (words) => (find('[role=status]').textContent = words);
let session;

find('input').addEventListener('change', ({ target }) => speak(target.files[0].arrayBuffer()));
find('#sample').addEventListener('click', () =>
  speak(fetch('../recordings/what-is-your-name.wav').then((response) => response.arrayBuffer())),
);
find('#stop').addEventListener('click', async () => (await session).send({ type: 'input_audio_buffer.clear' }));

/** Makes the face speak a recording, sent at once at any length. */
async function speak(file) {
  try {
    session ??= connect();
    const { send, sendSound } = await session;
    const samples = await decode(await file);
    send({ type: 'input_audio_buffer.clear' });
    for (let at = 0; at < samples.length; at += PIECE_SAMPLES) sendSound(samples.subarray(at, at + PIECE_SAMPLES));
  } catch (error) {
    showStatus(error.message);
  }
}

/** Decodes a WAV, an MP3 or any file that the browser plays. @returns Samples, 16-bit mono. */
async function decode(bytes) {
  const sound = await new OfflineAudioContext(1, 1, RATE_HZ).decodeAudioData(bytes);
  return Int16Array.from(sound.getChannelData(0), (value) => Math.max(-1, Math.min(1, value)) * 32_767);
}

/** Opens a session; resolves when the face is ready. */
async function connect() {
  const license = await (await fetch('/token')).text();
  const query = new URLSearchParams({ license, model: 'transparency', input_sample_rate: RATE_HZ });
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/wss/v2/realtime-chat?${query}`);
  const send = (message) => socket.send(JSON.stringify(message));
  const peer = new RTCPeerConnection();
  peer.ontrack = ({ streams }) => (find('video').srcObject = streams[0]);
  peer.onicecandidate = ({ candidate }) =>
    candidate && send({ type: 'webrtc.signaling.iceCandidate', data: { candidate } });

  return new Promise((resolve, reject) => {
    const on = {
      'conversation.connected.success': ({ iceServers }) => peer.setConfiguration({ iceServers }),
      'conversation.connected.fail': ({ message }) => reject(new Error(message)),
      'webrtc.signaling.offer': async ({ sdp }) => {
        await peer.setRemoteDescription(sdp);
        await peer.setLocalDescription();
        send({ type: 'webrtc.signaling.answer', data: { sdp: peer.localDescription } });
      },
      'webrtc.signaling.iceCandidate': ({ candidate }) => peer.addIceCandidate(candidate),
      'realtime.session.updated': () => {
        find('#stop').hidden = false;
        resolve({ send, sendSound: (samples) => socket.send(samples) });
      },
      'realtime.playback.started': () => showStatus('Speaking'),
      'realtime.playback.done': () => showStatus('Listening'),
      'realtime.warning': ({ message }) => showStatus(message),
    };
    socket.onmessage = ({ data: text }) => {
      const { type, data } = JSON.parse(text);
      on[type]?.(data);
    };
    socket.onclose = () => {
      session = undefined;
      peer.close();
      showStatus('The server has gone');
      reject(new Error('The server cannot be reached'));
    };
  });
}
