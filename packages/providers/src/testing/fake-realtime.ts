import { FakeVendor, type Received, type VendorConnection, type VendorScript } from './fake-vendor.js';

type Fields = Readonly<Record<string, unknown>>;

/** What a fake realtime service says when it is asked for a reply. */
export interface ScriptedSpeech {
  readonly text: string;
  /** Sound, in lumps of 100 ms. */
  readonly ms: number;
  /** Tools that it calls behind its words. */
  readonly calls?: readonly { readonly name: string; readonly arguments: string }[];
  /** It does not end until it is cancelled. */
  readonly endless?: boolean;
}

/** How a fake realtime service answers a request for a reply. */
export type ScriptedReply =
  | ScriptedSpeech
  /** Begins, and says nothing more. */
  | 'silent'
  /** Reports that it cannot. */
  | 'failed'
  /** Answers with what is no event. */
  | 'garbage'
  /** Closes the connection in mid-word. */
  | 'cut';

/** What a fake realtime service does. */
export interface FakeRealtimeScript {
  /** Replies, one for each request; silence once the script is over. */
  readonly replies?: readonly ScriptedReply[] | (() => ScriptedReply);
  /** Transcripts, one for each utterance; an empty one once the script is over. */
  readonly transcripts?: readonly (string | 'failed' | 'never')[] | (() => string);
  /** Whether the names and settings of before are used. */
  readonly beta?: boolean;
  readonly expiresAtS?: number;
  /** Settings that it does not know. */
  readonly unknown?: readonly string[];
  readonly refusal?: VendorScript['refusal'];
  /** Speaks each reply unasked once more, like a service that takes turns by itself. */
  readonly unasked?: boolean;
}

interface Item {
  readonly id: string;
  readonly fields: Fields;
  /** Sound sent, ms; 0 for text. */
  audioMs: number;
}

const LUMP_MS = 100;
const WIRE_SAMPLES_PER_MS = 24;
/** A period of a tone of 500 Hz. */
const WAVE = Buffer.from(Int16Array.from({ length: 48 }, (_, i) => 8_000 * Math.sin((2 * Math.PI * i) / 48)).buffer);

/** A service with OpenAI's realtime protocol on loopback, as strict as the hosted one where that matters. */
export class FakeRealtime {
  readonly vendor: FakeVendor;
  /** Codes of the errors that were sent. */
  readonly errors: string[] = [];
  /** Items of the latest session, in order. */
  items: Item[] = [];
  session: Fields = {};
  /** Milliseconds of each utterance. */
  readonly utterances: number[] = [];
  readonly #script: FakeRealtimeScript;
  #replies = 0;
  #transcripts = 0;
  #ids = 0;
  #inputBytes = 0;
  #running: string | undefined;

  private constructor(vendor: FakeVendor, script: FakeRealtimeScript) {
    this.vendor = vendor;
    this.#script = script;
  }

  static async open(script: FakeRealtimeScript = {}): Promise<FakeRealtime> {
    const vendor = await FakeVendor.open({
      ...(script.refusal && { refusal: script.refusal }),
      opened: (connection) => fake.#opened(connection),
      answer: (message, connection) => fake.#answer(message, connection),
    });
    const fake: FakeRealtime = new FakeRealtime(vendor, script);
    return fake;
  }

  get url(): string {
    return `${this.vendor.baseUrl}/v1/realtime`;
  }

  /** The connection that was opened last. */
  get connection(): VendorConnection {
    const latest = this.vendor.connections.at(-1);
    if (!latest) throw new Error('no connection');
    return latest;
  }

  /** All events of a type that came through any connection. */
  received(type: string): readonly Fields[] {
    const all = this.vendor.connections.flatMap(({ received }) => received);
    return all.filter(
      (message): message is Record<string, unknown> => !Buffer.isBuffer(message) && message['type'] === type,
    );
  }

  until(done: () => boolean): Promise<void> {
    return this.vendor.until(done);
  }

  close(): Promise<void> {
    return this.vendor.close();
  }

  #opened(connection: VendorConnection): void {
    const { beta, expiresAtS } = this.#script;
    this.items = [];
    this.session = {};
    this.#running = undefined;
    this.#inputBytes = 0;
    const session = beta ? { modalities: ['text', 'audio'] } : { type: 'realtime', audio: {} };
    connection.send({ type: 'session.created', session: { ...session, expires_at: expiresAtS } });
  }

  #answer(message: Received, connection: VendorConnection): void {
    if (Buffer.isBuffer(message)) return;
    const refuse = (code: string, param?: string): void => {
      this.errors.push(code);
      const error = { type: 'invalid_request_error', code, message: 'prose', param, event_id: message['event_id'] };
      connection.send({ type: 'error', error });
    };
    switch (message['type']) {
      case 'session.update':
        return this.#update(message['session'] as Fields, refuse);
      case 'input_audio_buffer.append':
        return void (this.#inputBytes += Buffer.from(message['audio'] as string, 'base64').length);
      case 'input_audio_buffer.clear':
        return void (this.#inputBytes = 0);
      case 'input_audio_buffer.commit':
        return this.#commit(connection, refuse);
      case 'conversation.item.create': {
        const fields = message['item'] as Fields;
        return this.#place({ id: fields['id'] as string, fields, audioMs: 0 }, message['previous_item_id']);
      }
      case 'conversation.item.delete':
        if (!this.items.some(({ id }) => id === message['item_id'])) return refuse('item_delete_invalid_item_id');
        this.items = this.items.filter(({ id }) => id !== message['item_id']);
        return;
      case 'conversation.item.truncate':
        return this.#truncate(message, refuse);
      case 'response.create':
        return this.#respond(message['response'] as Fields, connection, refuse);
      case 'response.cancel':
        return this.#cancel(connection, refuse);
    }
  }

  #update(session: Fields, refuse: (code: string, param?: string) => void): void {
    const unknown = this.#script.unknown?.find((name) => name in session);
    if (unknown !== undefined) return refuse('unknown_parameter', `session.${unknown}`);
    this.session = { ...this.session, ...session };
  }

  #commit(connection: VendorConnection, refuse: (code: string) => void): void {
    const ms = this.#inputBytes / 2 / WIRE_SAMPLES_PER_MS;
    this.#inputBytes = 0;
    if (ms < 100) return refuse('input_audio_buffer_commit_empty');
    this.utterances.push(ms);
    const id = `heard_${this.#ids++}`;
    this.#place({ id, fields: { role: 'user' }, audioMs: 0 });
    connection.send({ type: 'input_audio_buffer.committed', item_id: id });
    const { transcripts } = this.#script;
    const transcript = typeof transcripts === 'function' ? transcripts() : (transcripts?.[this.#transcripts++] ?? '');
    if (transcript === 'never') return;
    const type = `conversation.item.input_audio_transcription.${transcript === 'failed' ? 'failed' : 'completed'}`;
    connection.send({ type, item_id: id, ...(transcript !== 'failed' && { transcript }) });
  }

  #place(item: Item, previousId?: unknown): void {
    const after = this.items.findIndex(({ id }) => id === previousId);
    const at = previousId === 'root' ? 0 : after < 0 ? this.items.length : after + 1;
    this.items.splice(at, 0, item);
  }

  #truncate(message: Fields, refuse: (code: string, param?: string) => void): void {
    const item = this.items.find(({ id }) => id === message['item_id']);
    const ms = message['audio_end_ms'];
    if (!item) return refuse('item_truncate_invalid_item_id');
    if (typeof ms !== 'number' || !Number.isInteger(ms) || ms <= 0) return refuse('invalid_value', 'audio_end_ms');
    if (ms > item.audioMs) return refuse('invalid_value', 'audio_end_ms');
    item.audioMs = ms;
  }

  #respond(response: Fields, connection: VendorConnection, refuse: (code: string, param?: string) => void): void {
    const unknown = this.#script.unknown?.find((name) => name in response);
    if (unknown !== undefined) return refuse('unknown_parameter', `response.${unknown}`);
    if (this.#running !== undefined) return refuse('conversation_already_has_active_response');
    const { replies } = this.#script;
    const reply = typeof replies === 'function' ? replies() : (replies?.[this.#replies++] ?? 'silent');
    this.#speak(reply, connection);
    if (this.#script.unasked && this.#running === undefined && reply !== 'silent') this.#speak(reply, connection);
  }

  #speak(reply: ScriptedReply, connection: VendorConnection): void {
    if (reply === 'garbage') return connection.send('not even JSON');
    const id = `resp_${this.#ids++}`;
    this.#running = id;
    connection.send({ type: 'response.created', response: { id } });
    if (reply === 'silent') return;
    if (reply === 'failed') {
      this.#running = undefined;
      const details = { type: 'failed', error: { type: 'server_error', code: 'model_overloaded' } };
      return connection.send({ type: 'response.done', response: { id, status: 'failed', status_details: details } });
    }
    if (reply === 'cut') {
      this.#say({ text: 'Cut in mid-wor', ms: 200 }, id, connection);
      return connection.socket.terminate();
    }
    this.#say(reply, id, connection);
    if (reply.endless) return;
    this.#running = undefined;
    connection.send({ type: 'response.done', response: { id, status: 'completed' } });
  }

  #say({ text, ms, calls = [] }: ScriptedSpeech, id: string, connection: VendorConnection): void {
    const prefix = this.#script.beta ? 'response.audio' : 'response.output_audio';
    const item: Item = { id: `msg_${this.#ids++}`, fields: { role: 'assistant' }, audioMs: 0 };
    if (text !== '') {
      this.#place(item);
      const of = { response_id: id, item_id: item.id, content_index: 0 };
      connection.send({ type: 'response.output_item.added', response_id: id, item: { id: item.id, type: 'message' } });
      connection.send({ type: `${prefix}_transcript.delta`, ...of, delta: text });
      const lump = Buffer.alloc(2 * LUMP_MS * WIRE_SAMPLES_PER_MS, WAVE).toString('base64');
      for (; item.audioMs < ms; item.audioMs += LUMP_MS)
        connection.send({ type: `${prefix}.delta`, ...of, delta: lump });
    }
    for (const call of calls) {
      const callId = `call_${this.#ids++}`;
      const callItem = { id: `fc_${this.#ids++}`, type: 'function_call', call_id: callId, name: call.name };
      const of = { response_id: id, item_id: callItem.id, call_id: callId };
      this.#place({ id: callItem.id, fields: callItem, audioMs: 0 });
      connection.send({ type: 'response.output_item.added', response_id: id, item: callItem });
      connection.send({ type: 'response.function_call_arguments.delta', ...of, delta: call.arguments });
      connection.send({ type: 'response.function_call_arguments.done', ...of, arguments: call.arguments });
      const done = { ...callItem, arguments: call.arguments };
      connection.send({ type: 'response.output_item.done', response_id: id, item: done });
    }
  }

  #cancel(connection: VendorConnection, refuse: (code: string) => void): void {
    if (this.#running === undefined) return refuse('response_cancel_not_active');
    const id = this.#running;
    this.#running = undefined;
    connection.send({ type: 'response.done', response: { id, status: 'cancelled' } });
  }
}
