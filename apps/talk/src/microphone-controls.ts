import { listDevices, type ClientSnapshot, type Device, type VisavisClient } from '@visavis/client';
import { byId, make } from './dom.js';

const STORED = 'visavis.microphone';

const isMicrophone = ({ kind }: Device): boolean => kind === 'microphone';

/** Mute, level and the choice of microphone. */
export class MicrophoneControls {
  readonly #mute = byId('mute', HTMLButtonElement);
  readonly #muteLabel = byId('mute-label', HTMLElement);
  readonly #meter = byId('meter', HTMLElement);
  readonly #picker = byId('picker', HTMLElement);
  readonly #device = byId('device', HTMLSelectElement);
  readonly #portrait = byId('portrait', HTMLElement);

  constructor(client: VisavisClient) {
    this.#mute.addEventListener('click', () => client.mute(!client.snapshot().muted));
    this.#device.addEventListener('change', () => {
      localStorage.setItem(STORED, this.#device.value);
      void client.session?.devices.select({ kind: 'microphone', deviceId: this.#device.value });
    });
    client.on('devicesChanged', ({ devices }) => this.#list(devices.filter(isMicrophone)));
    client.on('levelMeasured', ({ level }) => this.#showLevel(level));
    client.subscribe(() => this.#show(client.snapshot()));
  }

  /** The microphone used last time, if it is still there. */
  static async preferred(): Promise<string | undefined> {
    const stored = localStorage.getItem(STORED);
    return (await listDevices()).filter(isMicrophone).find(({ deviceId }) => deviceId === stored)?.deviceId;
  }

  #show({ microphone, muted }: ClientSnapshot): void {
    const on = microphone === 'on';
    this.#mute.hidden = this.#meter.hidden = !on;
    this.#picker.hidden = !on || this.#device.options.length === 0;
    if (!on) this.#showLevel(0);
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

  #list(devices: readonly Device[]): void {
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
