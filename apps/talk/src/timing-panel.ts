import type { StageTimes, VisavisClient } from '@visavis/client';
import { byId, make } from './dom.js';
import { describeConnection, stageRows } from './timing-words.js';

const REFRESH_MS = 2_000;

/** Shows how long each stage of the last answer took, and how picture and sound arrive. */
export class TimingPanel {
  readonly #details = byId('timing', HTMLDetailsElement);
  readonly #stages = byId('stages', HTMLElement);
  readonly #empty = byId('timing-empty', HTMLElement);
  readonly #connection = byId('connection', HTMLElement);

  constructor(client: VisavisClient) {
    client.on('latencyMeasured', ({ stages }) => this.#show(stages));
    setInterval(() => void this.#refresh(client), REFRESH_MS);
    client.on('stateChanged', ({ to }) => {
      if (to.name === 'ended') this.#connection.textContent = '';
    });
  }

  #show(stages: StageTimes): void {
    const rows = stageRows(stages);
    if (rows.length === 0) return;
    const longest = Math.max(1, ...rows.map(({ ms }) => ms));
    this.#empty.hidden = true;
    this.#stages.replaceChildren(
      ...rows.flatMap(({ label, ms }) => {
        const bar = make('dd', 'stage-bar');
        bar.style.setProperty('--share', String(ms / longest));
        return [make('dt', '', label), bar, make('dd', 'stage-ms', `${Math.round(ms)} ms`)];
      }),
    );
  }

  async #refresh(client: VisavisClient): Promise<void> {
    if (!client.open || !this.#details.open) return;
    const stats = await client.session?.stats();
    if (client.open && stats) this.#connection.textContent = describeConnection(stats);
  }
}
