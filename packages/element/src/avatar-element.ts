import { followTranscript, Session, type HandledTool, type SessionOptions } from '@visavis/client';
import { readWish } from './attributes.js';
import { View } from './view.js';

/** Servers render pages too, and have no elements: the class can be read there, and is never made. */
const Base = (globalThis.HTMLElement ?? class {}) as typeof HTMLElement;

/**
 * `<visavis-avatar server="https://…" token="…">`: a face to talk to.
 *
 * Attributes: `server`, `license` or `token`, `avatar`, `avatar-id`, `tools` (JSON), `voice`, `prompt`, `greet`,
 * `queue`, `no-microphone`, read at each start; `poster`, the address of a picture to show before. Events, none of which bubbles:
 * `visavis-state`, `visavis-transcript`, `visavis-problem`, `visavis-quality`, `visavis-warning`, `visavis-tool`, each with what the session told as `detail`;
 * the last one has `respond(output)` too.
 */
export class VisavisAvatar extends Base {
  static readonly observedAttributes = ['poster'];
  #view: View | undefined;
  #session: Session | undefined;
  /** Goes before the attribute of this name. A function is asked at each start, so that no key need stand in the page. */
  token: SessionOptions['license'];
  /** Go before the attribute of this name. A tool with a handler is answered by it, one without by `visavis-tool`. */
  tools: readonly HandledTool[] | undefined;

  /** The session that is open, for whatever the tag does not offer. */
  get session(): Session | undefined {
    return this.#session;
  }

  attributeChangedCallback(_name: string, _old: string | null, address: string | null): void {
    this.#view?.showPoster(address ?? '');
  }

  connectedCallback(): void {
    this.#view ??= new View(this.attachShadow({ mode: 'open' }), {
      started: () => this.start(),
      stopped: () => void this.stop(),
      muted: (muted) => this.#session?.mute(muted),
      interrupted: () => this.#session?.interrupt(),
      unlocked: () => void this.#session?.unlockSound(),
      typed: (text) => void this.#session?.ask(text),
    });
    this.#view.showPoster(this.getAttribute('poster') ?? '');
  }

  disconnectedCallback(): void {
    void this.stop();
  }

  /** Opens a session. Call it from a click: browsers then allow sound. Nothing happens while one is open. */
  start(): void {
    const view = this.#view;
    if (!view || (this.#session && this.#session.state.name !== 'ended')) return;
    const { mistake, ...options } = readWish(this, document.baseURI);
    if (mistake !== undefined) view.showProblem(mistake, 'Correct the page.');
    const tools = this.tools ?? options.config?.tools;
    const config = { ...options.config, tools };
    const session = new Session({ ...options, config, license: this.token ?? options.license });
    this.#session = session;
    session.attach(view.video);
    session.mute(view.muted); // whoever has muted does not want to be heard in the next session
    session.on('stateChanged', ({ from, to }) => {
      view.showState(to);
      this.#tell('state', { from, to });
    });
    session.on('problemOccurred', (problem) => {
      view.showProblem(problem.message, problem.hint);
      this.#tell('problem', problem);
    });
    session.on('qualityChanged', (quality) => {
      view.showQuality(quality);
      this.#tell('quality', quality);
    });
    session.on('warned', (warning) => this.#tell('warning', warning));
    session.on('toolCalled', (call) =>
      this.#tell('tool', { ...call, respond: (output: unknown) => session.sendToolResult(call.callId, output) }),
    );
    followTranscript(session, (lines) => {
      view.showLines(lines);
      this.#tell('transcript', lines);
    });
    session.connect();
  }

  /** Ends the session and frees microphone and connection. Idempotent. */
  async stop(): Promise<void> {
    await this.#session?.disconnect();
  }

  #tell(name: 'state' | 'problem' | 'quality' | 'warning' | 'tool' | 'transcript', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`visavis-${name}`, { detail }));
  }
}
