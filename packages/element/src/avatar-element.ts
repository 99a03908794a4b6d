import {
  findBrowserEars,
  showFace,
  VisavisClient,
  type Expression,
  type HandledTool,
  type Session,
  type SessionOptions,
} from '@visavis/client';
import { readTagSettings } from './attributes.js';
import { View } from './view.js';

/**
 * Servers render pages too, and have no `HTMLElement`: the module can be imported there, and the class is never
 * instantiated.
 */
const Base = globalThis.HTMLElement ?? class {};

/**
 * `<visavis-avatar server="https://…" token="…">`: a face to talk to.
 *
 * Attributes: `server`, `license` or `token`, `avatar`, `avatar-id`, `tools` (JSON), `voice`, `prompt`, `background`,
 * `greet`, `queue`, `no-microphone`, `language`, `ears` (`browser` or `device`), read at each start; `expression`, which the face takes on at each change; `poster`, the
 * address of a picture to show before; `no-ai-label`, where the
 * page itself says that the face is no person. Events, none of which bubbles:
 * `visavis-state`, `visavis-transcript`, `visavis-problem`, `visavis-quality`, `visavis-warning`, `visavis-tool`, each
 * with the payload of the session's event as `detail`; the last one has `respond(output)` too.
 */
export class VisavisAvatar extends Base {
  static readonly observedAttributes = ['poster', 'expression', 'ears', 'language'];
  readonly #client = new VisavisClient();
  #view: View | undefined;
  #endShowing: () => void = () => undefined;
  /**
   * Takes precedence over the attribute of this name. A function is called at each start, so that the page need not
   * contain a key.
   */
  token: SessionOptions['license'];
  /**
   * Take precedence over the attribute of this name. A tool's handler answers its calls; without one, a listener of
   * `visavis-tool` does.
   */
  tools: readonly HandledTool[] | undefined;

  constructor() {
    super();
    let { lines } = this.#client.snapshot();
    this.#client.subscribe(() => {
      const snapshot = this.#client.snapshot();
      this.#view?.show(snapshot);
      if (snapshot.lines !== lines) this.#emit('transcript', (lines = snapshot.lines));
    });
    this.#client.on('stateChanged', (change) => this.#emit('state', change));
    this.#client.on('problemOccurred', (problem) => this.#emit('problem', problem));
    this.#client.on('qualityChanged', (quality) => this.#emit('quality', quality));
    this.#client.on('warned', (warning) => this.#emit('warning', warning));
    this.#client.on('toolCalled', (call) => {
      const { session } = this;
      this.#emit('tool', { ...call, respond: (output: unknown) => session?.sendToolResult(call.callId, output) });
    });
  }

  /** The session that is open, or the one that ended last, for features that the tag does not offer. */
  get session(): Session | undefined {
    return this.#client.session;
  }

  attributeChangedCallback(name: string, _old: string | null, value: string | null): void {
    if (name === 'poster') this.#view?.showPoster(value ?? '');
    else if (name !== 'expression') void (this.#view && this.#showEars(this.#view));
    else this.#client.session?.express((value ?? 'neutral') as Expression);
  }

  connectedCallback(): void {
    const view = (this.#view ??= this.#makeView());
    this.#endShowing = showFace(view.video, view.canvas, (face) => view.fit(face));
    view.showPoster(this.getAttribute('poster') ?? '');
    void this.#showEars(view);
  }

  disconnectedCallback(): void {
    this.#endShowing();
    void this.stop();
  }

  /** Opens a session. Call it from a click: browsers then allow sound. Does nothing while one is open. */
  start(): void {
    if (!this.#view || this.#client.open) return;
    const { mistake, ...options } = readTagSettings(this, document.baseURI);
    if (mistake !== undefined) this.#emit('warning', { code: 'config.ignored', message: mistake });
    const tools = this.tools ?? options.config?.tools;
    this.#client.start({ ...options, config: { ...options.config, tools }, license: this.token ?? options.license });
  }

  /** Ends the session and frees microphone and connection. Idempotent. */
  async stop(): Promise<void> {
    await this.#client.stop();
  }

  /** Says where the voice goes before it goes anywhere. */
  async #showEars(view: View): Promise<void> {
    const { ears, language } = readTagSettings(this, document.baseURI);
    const asked = ears === 'browser' || ears === 'device';
    view.showBrowserEars(asked ? await findBrowserEars(ears, { language }) : undefined);
  }

  #makeView(): View {
    const client = this.#client;
    const view = new View(this.attachShadow({ mode: 'open' }), client.snapshot(), {
      started: () => this.start(),
      stopped: () => void this.stop(),
      muted: (muted) => client.mute(muted),
      interrupted: () => client.interrupt(),
      unlocked: () => void client.unlockSound(),
      typed: (text) => void client.ask(text),
    });
    client.attach(view.video);
    return view;
  }

  #emit(name: 'state' | 'problem' | 'quality' | 'warning' | 'tool' | 'transcript', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(`visavis-${name}`, { detail }));
  }
}
