import { listDevices, type Device, type Session } from '@visavis/client';
import { byId, make } from './dom.js';

const STORED = 'visavis.microphone';

const listMicrophones = async (): Promise<Device[]> =>
  (await listDevices()).filter(({ kind }) => kind === 'microphone');

/** Mute, level and the choice of microphone. */
export class MicrophoneControls {
  readonly #mute = byId('mute', HTMLButtonElement);
  readonly #muteLabel = byId('mute-label', HTMLElement);
  readonly #meter = byId('meter', HTMLElement);
  readonly #picker = byId('picker', HTMLElement);
  readonly #device = byId('device', HTMLSelectElement);
  readonly #portrait = byId('portrait', HTMLElement);
  #session: Session | undefined;

  constructor(onChange: () => void) {
    this.#mute.addEventListener('click', () => {
      if (!this.#session) return;
      this.#session.mute(!this.#session.muted);
      this.#showMute();
      onChange();
    });
    this.#device.addEventListener('change', () => {
      localStorage.setItem(STORED, this.#device.value);
      void this.#session?.devices.select({ kind: 'microphone', deviceId: this.#device.value });
    });
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.#list());
  }

  /** The microphone used last time, if it is still there. */
  static async preferred(): Promise<string | undefined> {
    const stored = localStorage.getItem(STORED);
    return (await listMicrophones()).find(({ deviceId }) => deviceId === stored)?.deviceId;
  }

  follow(session: Session): void {
    this.#session = session;
    session.on('microphoneChanged', () => void this.#show());
    session.on('levelMeasured', ({ level }) => this.#showLevel(level));
    session.on('stateChanged', () => void this.#show());
  }

  async #show(): Promise<void> {
    const on = this.#session?.microphoneState === 'on' && this.#session.state.name !== 'ended';
    this.#mute.hidden = this.#meter.hidden = !on;
    if (!on) this.#showLevel(0);
    this.#showMute();
    await this.#list();
  }

  #showMute(): void {
    const muted = this.#session?.muted === true;
    this.#mute.setAttribute('aria-pressed', String(muted));
    this.#muteLabel.textContent = muted ? 'Unmute' : 'Mute';
  }

  #showLevel(level: number): void {
    const percent = Math.round(level * 100);
    this.#meter.style.setProperty('--level', String(level));
    this.#meter.setAttribute('aria-valuenow', String(percent));
    const listening = document.body.dataset['state'] === 'listening';
    this.#portrait.style.setProperty('--level', String(listening ? level : 0));
  }

  async #list(): Promise<void> {
    const devices = await listMicrophones();
    const chosen = this.#device.value || (localStorage.getItem(STORED) ?? '');
    this.#device.replaceChildren(
      ...devices.map(({ deviceId, label }, i) => {
        const option = make('option', '', label || `Microphone ${i + 1}`);
        option.value = deviceId;
        return option;
      }),
    );
    if (devices.some(({ deviceId }) => deviceId === chosen)) this.#device.value = chosen;
    this.#picker.hidden = this.#mute.hidden || devices.length === 0;
  }
}
