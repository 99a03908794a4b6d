import { VisavisClient, warmUp, type Problem } from '@visavis/client';
import { waitForServer, type Boot } from './boot.js';
import { byId, setText } from './dom.js';
import { CameraControls } from './camera-controls.js';
import { askedAvatar, askFor, findAvatar, type ChosenAvatar } from './chosen-avatar.js';
import { EarsOffer } from './ears-offer.js';
import { Entry } from './entry.js';
import { FaceView } from './face-view.js';
import { KeyForm } from './key-form.js';
import { MakerDialog } from './maker/maker-dialog.js';
import { MicrophoneControls } from './microphone-controls.js';
import { NetworkNote } from './network-note.js';
import { Notice, type NoticeAction } from './notice.js';
import { PictureInput } from './picture-input.js';
import { Suggestions } from './suggestions.js';
import { TimingPanel } from './timing-panel.js';
import { TranscriptView } from './transcript-view.js';
import { describeBrain, describeSituation, describeStart } from './words.js';

const start = byId('start', HTMLButtonElement);
const stop = byId('stop', HTMLButtonElement);
const makeFace = byId('make-face', HTMLButtonElement);
const standard = byId('standard', HTMLButtonElement);
const say = byId('say', HTMLInputElement);
const send = byId('send', HTMLButtonElement);

const notice = new Notice();
const client = new VisavisClient();
const face = new FaceView(client);
const transcript = new TranscriptView(client);
new TimingPanel(client);
new MicrophoneControls(client);
new CameraControls(client);
new NetworkNote(client);
new PictureInput(client, {
  picked: (dataUrl) => client.session?.image(dataUrl, { ask: true }),
  unreadable: () => notice.show('That is no picture', 'Choose a JPEG, PNG or WebP file.'),
});
const ears = new EarsOffer(client, () => boot && introduce(boot));
const suggestions = new Suggestions((question) => ask(question));
const keyForm = new KeyForm(() => {
  showSituation();
  begin();
});
const entry = new Entry();
const maker = new MakerDialog({
  license: ownKey,
  talkTo: (avatar) => {
    talkTo(avatar);
    begin();
  },
});

let boot: Boot | undefined;
/** The avatar to talk to, in place of the standard one. */
let chosen: ChosenAvatar | undefined;
let preferredMicrophone: string | undefined;
/** Asked as soon as the session is live; without one the face speaks first. */
let firstQuestion: string | undefined;
/** Whether the session was begun without a key. */
let cameByPass = false;
/** The newest problem that was shown. */
let shownProblem: Problem | undefined;

/**
 * Starts a conversation. Nothing may be awaited here: the click that leads here is what lets the browser play sound.
 */
function begin(question?: string): void {
  if (!boot?.ready || client.open) return;
  cameByPass = entry.open;
  const license = cameByPass ? () => entry.token() : keyForm.key;
  if (!license) return keyForm.ask(boot.invites);
  notice.clear();
  firstQuestion = question;
  client.start({
    url: location.origin,
    license,
    ...(chosen && { avatarId: chosen.id }),
    // On an insecure origin there is no microphone; the page has shown why already.
    microphone: window.isSecureContext && { deviceId: preferredMicrophone },
    ...(ears.chosen && { ears: ears.chosen.place, language: ears.chosen.language }),
    queue: true,
    greet: question === undefined,
  });
}

/** A key for one request; empty where there is none. */
function ownKey(): string | Promise<string> {
  return entry.open ? entry.token() : (keyForm.key ?? '');
}

/** Shows an avatar, which the next conversation is with; `undefined` for the standard one. */
function talkTo(avatar: ChosenAvatar | undefined): void {
  chosen = avatar;
  askFor(avatar?.id);
  if (boot) introduce(boot);
}

function ask(text: string): void {
  if (client.open) client.ask(text);
  else begin(text);
}

function showSituation(): void {
  const snapshot = client.snapshot();
  const inSession = client.open;
  const { tone, text } =
    boot?.ready === true
      ? describeSituation({ ...snapshot, usesMicrophone: window.isSecureContext })
      : { tone: 'connecting', text: 'The server is getting ready…' };
  document.body.dataset['state'] = tone;
  setText(byId('status-text', HTMLElement), text);
  document.body.toggleAttribute('data-in-session', inSession);
  byId('welcome', HTMLElement).hidden = inSession || snapshot.lines.length > 0;
  start.textContent = snapshot.state.name === 'idle' ? 'Start talking' : 'Talk again';
  const usable = boot?.ready === true && (snapshot.state.name === 'live' || !inSession);
  start.disabled = !usable;
  say.disabled = send.disabled = !usable;
  const maySettle = boot?.ready === true && !inSession;
  makeFace.hidden = !maySettle || !boot?.makesFaces || !(entry.open || keyForm.key !== undefined);
  standard.hidden = !maySettle || !chosen;
  standard.textContent = `Back to ${boot?.avatar.name ?? ''}`;
  swap(start, stop, inSession);
}

/** Shows one button in place of the other; a keyboard user's focus moves to the new one. */
function swap(first: HTMLButtonElement, second: HTMLButtonElement, toSecond: boolean): void {
  const [gone, come] = toSecond ? [first, second] : [second, first];
  const focused = document.activeElement === gone;
  gone.hidden = true;
  come.hidden = false;
  if (focused) come.focus();
}

function showProblem(problem: Problem): void {
  // The button on the picture offers the remedy.
  if (problem.kind === 'autoplay') return;
  if (problem.kind === 'auth') {
    keyForm.forget();
    keyForm.ask(boot?.invites === true);
    if (cameByPass && !entry.open)
      return notice.show(
        'The server was started anew',
        'Open the newest address that it has printed, or enter the key.',
      );
  }
  notice.show(problem.message, problem.hint, remedy(problem));
}

function remedy({ kind }: Problem): NoticeAction | undefined {
  if (!client.open) {
    const pointless = kind === 'auth' || kind === 'avatar';
    return pointless ? undefined : { label: 'Start again', run: () => begin() };
  }
  const canAsk = kind === 'microphone' && window.isSecureContext;
  return canAsk ? { label: 'Ask again', run: retryMicrophone } : undefined;
}

const retryMicrophone = (): void => void client.session?.devices.select({ kind: 'microphone' });

function introduce(news: Boot): void {
  boot = news;
  const { name, poster } = chosen ?? news.avatar;
  document.title = `${name} · Visavis`;
  transcript.faceName = name;
  if (news.ready) face.introduce(name, poster);
  byId('welcome-title', HTMLElement).textContent = `Say hello to ${name}.`;
  byId('welcome-text', HTMLElement).textContent = describeStart(name, ears.chosen ? 'open' : news.vocabulary);
  byId('brain', HTMLElement).textContent = describeBrain(name, { ...news, ears: ears.chosen });
  suggestions.show(news.suggestions);
  showSituation();
}

/** Says at once how to come in where neither the address of the page nor a key of this tab opens it. */
function explainEntry(outcome: Awaited<ReturnType<Entry['enter']>>): void {
  if (entry.open || keyForm.key !== undefined || !boot?.invites) return;
  keyForm.ask(true);
  if (outcome === 'refused')
    notice.show(
      'This address no longer opens the page',
      'Each works once. Open the newest that the server has printed.',
    );
}

async function getReady(): Promise<void> {
  try {
    const outcome = await entry.enter();
    await waitForServer(introduce);
    if (boot) ears.offer(boot);
    const asked = askedAvatar();
    const license = asked === undefined ? '' : await ownKey();
    if (asked !== undefined && license !== '') talkTo(await findAvatar(asked, license));
    explainEntry(outcome);
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
makeFace.addEventListener('click', () => maker.open());
standard.addEventListener('click', () => talkTo(undefined));
stop.addEventListener('click', () => void client.stop());
byId('say-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  if (say.value.trim() !== '') ask(say.value);
  say.value = '';
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') client.interrupt();
});
client.subscribe(showSituation);
client.subscribe(() => {
  const { problem } = client.snapshot();
  if (problem && problem !== shownProblem) showProblem(problem);
  if (!problem && shownProblem?.kind === 'microphone') notice.clear();
  shownProblem = problem;
});
client.on('stateChanged', ({ from, to }) => {
  if (from.name === 'connecting' && to.name === 'live' && firstQuestion) client.ask(firstQuestion);
});

showSituation();
void MicrophoneControls.preferred().then((deviceId) => (preferredMicrophone = deviceId));
void getReady();
