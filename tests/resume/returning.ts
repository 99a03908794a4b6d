import type { RunningServer } from '@visavis/server/testing';
import { Call } from '../support/call.js';

type Reach = Pick<RunningServer, 'socketUrl'>;

/** A client that numbers its messages and comes back after a loss, as the protocol's resume wants it. */
export class Returning {
  /** The sockets so far, the present one last. */
  readonly calls: Call[] = [];
  readonly #said: { seq: number; text: string }[] = [];

  private constructor(call: Call) {
    this.calls.push(call);
  }

  static async open(reach: Reach, onOpen: readonly object[] = []): Promise<Returning> {
    const client = new Returning(new Call(reach, { query: { resume: '1' } }));
    await client.call.next('conversation.connected.success');
    onOpen.forEach((message) => client.say(message));
    await client.call.next('realtime.session.updated');
    return client;
  }

  get call(): Call {
    return this.calls.at(-1)!;
  }

  get sessionId(): string {
    return this.#connected.sessionId;
  }

  /** Numbers of everything received, over all sockets, in order. */
  get numbers(): number[] {
    return this.calls
      .flatMap(({ received }) => received.map(({ text }) => (JSON.parse(text) as { seq?: number }).seq))
      .filter((seq) => seq !== undefined);
  }

  /** Names of everything received but the greetings on return. */
  get types(): string[] {
    return this.calls.flatMap(({ types }) => types);
  }

  get faults(): string[] {
    return this.calls.flatMap(({ faults }) => faults);
  }

  say(message: object): void {
    const seq = this.#said.length + 1;
    const text = JSON.stringify({ ...message, seq });
    this.#said.push({ seq, text });
    this.call.sendRaw(text);
  }

  /**
   * Comes back over a new socket and repeats what may have been lost.
   *
   * @returns How long it took until the session went on, ms.
   */
  async resume(reach: Reach): Promise<number> {
    const beganMs = performance.now();
    const query = { license: '', resume: this.#connected.resume!.token, after: String(Math.max(0, ...this.numbers)) };
    this.calls.push(new Call(reach, { query }));
    const { data } = await this.call.next('conversation.connected.success');
    for (const { seq, text } of this.#said) if (seq > data.received!) this.call.sendRaw(text);
    return performance.now() - beganMs;
  }

  get #connected() {
    return this.call.all('conversation.connected.success')[0]!.data;
  }
}
