import { warmUp, type Problem } from '@visavis/client';
import { waitForServer, type Boot } from './boot.js';
import { Call } from './call.js';
import { byId } from './dom.js';
import { CameraControls } from './camera-controls.js';
import { Face } from './face.js';
import { KeyForm } from './key-form.js';
import { MicrophoneControls } from './microphone-controls.js';
import { NetworkNote } from './network-note.js';
import { Notice, type NoticeAction } from './notice.js';
import { PictureInput } from './picture-input.js';
import { Suggestions } from './suggestions.js';
import { TimingPanel } from './timing-panel.js';
import { Transcript } from './transcript.js';
import { describe, describeBrain, describeStart } from './words.js';

const start = byId('start', HTMLButtonElement);
const stop = byId('stop', HTMLButtonElement);
const say = byId('say', HTMLInputElement);
const send = byId('send', HTMLButtonElement);

const notice = new Notice();
const face = new Face();
const transcript = new Transcript();
const timing = new TimingPanel();
const microphone = new MicrophoneControls(() => showSituation());
const camera = new CameraControls();
const network = new NetworkNote();
const pictures = new PictureInput({
  picked: (dataUrl) => call?.show(dataUrl),
  unreadable: () => notice.show('That is no picture', 'Choose a JPEG, PNG or WebP file.'),
});
const suggestions = new Suggestions((question) => ask(question));
const keyForm = new KeyForm(() => void begin());

let boot: Boot | undefined;
let call: Call | undefined;
let preferredMicrophone: string | undefined;

/** Starts a conversation. Nothing may be awaited here: the click that leads here is what lets the browser play sound. */
function begin(firstQuestion?: string): void {
  if (!boot?.ready || (call && call.state.name !== 'ended')) return;
  const license = boot.license ?? keyForm.key;
  if (boot.needsKey && !license) return keyForm.ask();
  notice.clear();
  transcript.clear();
  call = new Call(
    { license, deviceId: preferredMicrophone, firstQuestion },
    { face, microphone, camera, network, pictures, timing, transcript },
    { changed: showSituation, troubled: showTrouble },
  );
  showSituation();
}

function ask(text: string): void {
  if (!call || call.state.name === 'ended') begin(text);
  else call.say(text);
}

function showSituation(): void {
  const situation = call?.situation;
  const state = situation?.state.name ?? 'idle';
  const inCall = state !== 'idle' && state !== 'ended';
  const { tone, text } = situation
    ? describe(situation)
    : {
        tone: boot?.ready ? 'idle' : 'connecting',
        text: boot?.ready ? 'Ready when you are' : 'The server is getting ready…',
      };
  document.body.dataset['state'] = tone;
  byId('status-text', HTMLElement).textContent = text;
  document.body.toggleAttribute('data-in-call', inCall);
  byId('welcome', HTMLElement).hidden = inCall || !transcript.empty;
  start.textContent = call ? 'Talk again' : 'Start talking';
  const usable = boot?.ready === true && (state === 'live' || !inCall);
  start.disabled = !usable;
  say.disabled = send.disabled = !usable;
  swap(start, stop, inCall);
}

/** Shows one button in place of the other; the focus of whoever uses the keyboard stays where it was. */
function swap(first: HTMLButtonElement, second: HTMLButtonElement, toSecond: boolean): void {
  const [gone, come] = toSecond ? [first, second] : [second, first];
  const focused = document.activeElement === gone;
  gone.hidden = true;
  come.hidden = false;
  if (focused) come.focus();
}

function showTrouble(problem: Problem): void {
  // Told by the button on the picture itself.
  if (problem.kind === 'autoplay') return;
  if (problem.kind === 'auth' && boot?.needsKey) {
    keyForm.forget();
    keyForm.ask();
  }
  notice.show(problem.message, problem.hint, remedy(problem));
}

function remedy({ kind }: Problem): NoticeAction | undefined {
  if (call?.state.name === 'ended') {
    const pointless = kind === 'auth' || kind === 'avatar';
    return pointless ? undefined : { label: 'Start again', run: () => begin() };
  }
  const canAsk = kind === 'microphone' && window.isSecureContext;
  return canAsk ? { label: 'Ask again', run: () => call?.retryMicrophone() } : undefined;
}

function introduce(news: Boot): void {
  boot = news;
  const { name, poster } = news.avatar;
  document.title = `${name} · Visavis`;
  transcript.faceName = name;
  if (news.ready) face.introduce(name, poster);
  byId('welcome-title', HTMLElement).textContent = `Say hello to ${name}.`;
  byId('welcome-text', HTMLElement).textContent = describeStart(name, news.vocabulary);
  byId('brain', HTMLElement).textContent = describeBrain(name, news.brain);
  suggestions.show(news.suggestions);
  showSituation();
}

async function getReady(): Promise<void> {
  try {
    await waitForServer(introduce);
    warmUp();
    if (!window.isSecureContext)
      notice.show(
        'Typing only at this address',
        'Browsers give a microphone only to pages served over https. The face hears what you type.',
      );
  } catch {
    notice.show('The server cannot be reached', 'Check that it is running, then try again.', {
      label: 'Try again',
      run: () => void getReady(),
    });
  }
}

start.addEventListener('click', () => begin());
stop.addEventListener('click', () => void call?.end());
byId('say-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  if (say.value.trim() !== '') ask(say.value);
  say.value = '';
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') call?.interrupt();
});

showSituation();
void MicrophoneControls.preferred().then((deviceId) => (preferredMicrophone = deviceId));
void getReady();
