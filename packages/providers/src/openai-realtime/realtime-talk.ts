import { CodedError, type Clock, type Logger } from '@visavis/core';
import type {
  ConversationSettings,
  HistoryItem,
  Interlocution,
  InterlocutionOptions,
  ReplyOverrides,
  ShownPicture,
} from '@visavis/speech';
import type { RealtimeEvent, RealtimeForm } from './realtime-event.js';
import { pictureItem, realtimeItem } from './realtime-item.js';
import { RealtimeLine, type RealtimeLineOptions } from './realtime-line.js';
import { RealtimeReply } from './realtime-reply.js';
import {
  differing,
  dispensable,
  objectOf,
  replyMembers,
  sessionMembers,
  type Members,
  type RealtimeDefaults,
} from './realtime-settings.js';
import { RealtimeUtterance, type UtteranceWire } from './realtime-utterance.js';
import { ReplyFacts } from './reply-facts.js';

export interface RealtimeTalkOptions extends Pick<
  RealtimeLineOptions,
  'url' | 'headers' | 'what' | 'pause' | 'renewAfterMs'
> {
  readonly defaults: RealtimeDefaults;
  /** Members that the service has refused, for all conversations. */
  readonly refused: Set<string>;
  readonly conversation: InterlocutionOptions;
  /** The service has taken up a conversation or answered, or it has failed to. */
  reached(error?: CodedError): void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** More pictures would cost a model much time and add little. */
const MAX_PICTURES = 2;
/** Replies that a client may still cut. */
const MAX_REPLIES = 20;
/** A service that does not report the end of a reply that it was asked to stop is asked for the next one all the same, ms. */
const STOP_LIMIT_MS = 2_000;
const VOICE = /(?:^|\.)voice$/;

/**
 * One conversation with a service of OpenAI's realtime protocol. What it knows is kept here as well: after a lost connection
 * another session learns it, and the user notices nothing.
 */
export class RealtimeTalk implements Interlocution {
  readonly #options: RealtimeTalkOptions;
  readonly #line: RealtimeLine;
  readonly #wire: UtteranceWire;
  #form: RealtimeForm = 'ga';
  #settings: ConversationSettings = {};
  /** What the session was sent, and the event that it was sent in. */
  #members: Members = new Map();
  /** Whether the session has spoken: its voice is settled. */
  #hasSpoken = false;
  /** The service's ids of items, by those of the history. */
  readonly #items = new Map<string, readonly string[]>();
  readonly #replies = new Map<string, RealtimeReply>();
  /** Replies whose items this session of the service knows. */
  readonly #known = new Set<RealtimeReply>();
  #utterances: RealtimeUtterance[] = [];
  #pictures: readonly ShownPicture[] = [];
  #shown: readonly string[] = [];
  /** The reply that is requested or comes. */
  #reply: RealtimeReply | undefined;
  /** The one whose request was sent, and is not begun. */
  #asked: { readonly reply: RealtimeReply; readonly eventId: string; readonly members: Members } | undefined;
  /** Absent where the session's instructions hold all that a reply may need to know. */
  readonly #facts: ReplyFacts | undefined;
  /** Replies that the service makes now, by its ids. */
  readonly #running = new Map<string, RealtimeReply | undefined>();
  #cancelWait: (() => void) | undefined;
  #nextId = 1;
  #closed = false;
  /** Whether the service has left the latest reply without a word: another session of it says nothing about it yet. */
  #silent = false;

  constructor(options: RealtimeTalkOptions) {
    this.#options = options;
    const { url, headers, what, pause, clock, renewAfterMs, conversation } = options;
    const { nearest } = options.defaults;
    if (nearest) this.#facts = new ReplyFacts({ nearest, clock, history: () => conversation.history() });
    this.#line = new RealtimeLine({
      ...{ url, headers, what, pause, clock, renewAfterMs },
      opened: (form) => this.#opened(form),
      event: (event) => this.#take(event),
      lost: () => this.#lost(),
      failed: (error) => this.#failed(error),
      idle: () => this.#reply === undefined && this.#running.size === 0 && this.#utterances.length === 0,
    });
    this.#wire = {
      append: (audio) => void this.#line.send({ type: 'input_audio_buffer.append', audio }),
      commit: () => void this.#line.send({ type: 'input_audio_buffer.commit' }),
      clear: () => void this.#line.send({ type: 'input_audio_buffer.clear' }),
    };
    this.#line.wake();
  }

  configure(settings: ConversationSettings): void {
    this.#settings = settings;
    if (this.#line.ready) this.#sendSettings();
  }

  hear(): RealtimeUtterance {
    this.#line.wake();
    const utterance: RealtimeUtterance = new RealtimeUtterance({
      wire: () => (this.#line.ready ? this.#wire : undefined),
      named: (historyId, itemId) => void this.#items.set(historyId, [itemId]),
      closed: (closed) => {
        this.#utterances = this.#utterances.filter((one) => one !== closed);
        this.#line.rested();
      },
    });
    this.#utterances.push(utterance);
    if (this.#closed) utterance.close();
    return utterance;
  }

  add(item: HistoryItem, afterId?: string): void {
    if (!this.#line.ready) return;
    const previous = afterId === undefined || afterId === 'root' ? afterId : this.#items.get(afterId)?.at(-1);
    this.#items.set(item.id, [this.#create(realtimeItem(item, this.#form), previous)]);
  }

  delete(itemId: string): void {
    for (const id of this.#items.get(itemId) ?? []) this.#line.send({ type: 'conversation.item.delete', item_id: id });
    this.#items.delete(itemId);
  }

  truncate(itemId: string, heardMs: number, text: string): void {
    const reply = this.#replies.get(itemId);
    if (reply) return reply.cut(heardMs);
    // Another session knows the reply as text alone, which cannot be cut.
    const history = this.#options.conversation.history();
    const before = history[history.findIndex(({ id }) => id === itemId) - 1];
    this.delete(itemId);
    if (text !== '') this.add({ id: itemId, role: 'assistant', text }, before?.id ?? 'root');
  }

  show(picture: ShownPicture): void {
    this.#pictures = [...this.#pictures, picture].slice(-MAX_PICTURES);
  }

  respond(settings: ConversationSettings & ReplyOverrides): RealtimeReply {
    this.#line.wake();
    const reply: RealtimeReply = new RealtimeReply({
      settings,
      clock: this.#options.clock,
      what: this.#options.what,
      fellSilent: (error) => this.#fellSilent(error),
      abandoned: () => this.#abandoned(reply),
      truncate: (itemId, audioEndMs) =>
        this.#ofSession(reply, {
          type: 'conversation.item.truncate',
          item_id: itemId,
          content_index: 0,
          audio_end_ms: audioEndMs,
        }),
      delete: (itemId) => this.#ofSession(reply, { type: 'conversation.item.delete', item_id: itemId }),
      keptAs: (_, historyId, text) => this.#kept(reply, historyId, text),
    });
    if (this.#closed) {
      reply.fail(`the conversation with ${this.#options.what} is closed`);
      return reply;
    }
    this.#reply = reply;
    this.#known.add(reply);
    if (this.#facts) void this.#facts.find(reply, this.#utterances).then(() => this.#ask());
    else this.#ask();
    return reply;
  }

  close(): void {
    this.#closed = true;
    this.#cancelWait?.();
    this.#line.close();
    this.#giveUp(`the conversation with ${this.#options.what} was closed`);
  }

  /** What was asked of the service does not come any more. */
  #giveUp(reason: string): void {
    this.#reply?.fail(reason);
    this.#reply = undefined;
    for (const utterance of this.#utterances) utterance.transcribed(undefined);
  }

  #ofSession(reply: RealtimeReply, event: object): void {
    if (this.#known.has(reply)) this.#line.send(event);
  }

  #create(item: object, previousId?: string): string {
    const id = `visavis_${this.#nextId++}`;
    this.#line.send({
      type: 'conversation.item.create',
      ...(previousId !== undefined && { previous_item_id: previousId }),
      item: { id, ...item },
    });
    return id;
  }

  #opened(form: RealtimeForm): void {
    this.#form = form;
    this.#forget();
    this.#sendSettings();
    for (const item of this.#options.conversation.history()) this.add(item);
    for (const utterance of this.#utterances) utterance.resend(this.#wire);
    if (this.#reply) this.#known.add(this.#reply);
    this.#ask();
    if (!this.#silent) this.#options.reached();
  }

  /** A new session knows nothing. */
  #forget(): void {
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#items.clear();
    this.#replies.clear();
    this.#known.clear();
    this.#running.clear();
    this.#asked = undefined;
    this.#members = new Map();
    this.#hasSpoken = false;
    this.#shown = [];
  }

  /** A reply of which something has come is broken off; one of which nothing has is asked for again. */
  #lost(): void {
    this.#forget();
    if (!this.#reply?.begun) return;
    const error = new CodedError('provider.failed', `the connection to ${this.#options.what} was lost within a reply`);
    this.#reply.fail(error.message);
    this.#reply = undefined;
    this.#options.reached(error);
  }

  /** What the session was asked for may still come, and would be taken for the next reply: another one takes its place. */
  #fellSilent(error: CodedError): void {
    this.#silent = true;
    this.#asked = undefined;
    this.#running.clear();
    this.#line.renew();
    this.#options.reached(error);
  }

  #failed(error: CodedError): void {
    this.#forget();
    this.#options.logger.warn('the interlocutor cannot be reached', { reason: error.message });
    this.#giveUp(error.message);
    this.#options.reached(error);
  }

  #sendSettings(): void {
    const { defaults, refused } = this.#options;
    const wanted = sessionMembers(this.#settings, defaults, this.#form);
    const members = new Map([...wanted].filter(([path]) => !refused.has(path)));
    // A session that has spoken keeps its voice; another one may have another.
    if (this.#hasSpoken && [...differing(members, this.#members).keys()].some((path) => VOICE.test(path)))
      this.#line.renew();
    if (!this.#line.ready || differing(members, this.#members).size === 0) return;
    const sent = new Map([...members].filter(([path]) => !this.#hasSpoken || !VOICE.test(path)));
    this.#members = members;
    this.#line.send({ type: 'session.update', event_id: 'session', session: objectOf(sent) });
  }

  /** Asks for the reply that is due, once the one before has ended, and what it needs to know is found. */
  #ask(): void {
    const reply = this.#reply;
    if (!reply || reply.begun || !this.#line.ready || this.#asked) return;
    const facts = this.#facts?.of(reply);
    if (this.#facts && !facts) return;
    if (this.#running.size > 0) {
      this.#cancelWait ??= this.#options.clock.after(STOP_LIMIT_MS, () => {
        this.#running.clear();
        this.#cancelWait = undefined;
        this.#ask();
      });
      return;
    }
    this.#cancelWait?.();
    this.#cancelWait = undefined;
    this.#sendPictures();
    const { defaults, refused } = this.#options;
    const all = replyMembers(reply.settings, defaults, this.#form, facts);
    const members = new Map(
      // A session that has spoken refuses another voice.
      [...differing(all, this.#members)].filter(([path]) => !refused.has(path) && !VOICE.test(path)),
    );
    const eventId = `reply_${this.#nextId++}`;
    this.#asked = { reply, eventId, members };
    this.#line.send({ type: 'response.create', event_id: eventId, response: objectOf(members) });
  }

  #sendPictures(): void {
    if (this.#pictures.length === 0) return;
    for (const id of this.#shown) this.#line.send({ type: 'conversation.item.delete', item_id: id });
    this.#shown = this.#pictures.map((picture) => this.#create(pictureItem(picture)));
    this.#pictures = [];
  }

  #abandoned(reply: RealtimeReply): void {
    if (this.#reply === reply) this.#reply = undefined;
    for (const [replyId, running] of this.#running)
      if (running === reply) this.#line.send({ type: 'response.cancel', response_id: replyId });
    this.#line.rested();
  }

  #kept(reply: RealtimeReply, historyId: string, text: string): void {
    if (!this.#known.has(reply)) {
      if (text !== '') this.add({ id: historyId, role: 'assistant', text });
      return;
    }
    this.#items.set(historyId, reply.itemIds);
    this.#replies.set(historyId, reply);
    const [oldest] = this.#replies.keys();
    if (this.#replies.size > MAX_REPLIES) this.#replies.delete(oldest as string);
  }

  #take(event: Exclude<RealtimeEvent, { type: 'opened' }>): void {
    switch (event.type) {
      case 'committed':
        return this.#utterances
          .find(({ itemId, finished }) => finished && itemId === undefined)
          ?.committedAs(event.itemId);
      case 'transcribed':
        return this.#utteranceOf(event.itemId)?.transcribed(event.text.trim());
      case 'notTranscribed':
        return this.#utteranceOf(event.itemId)?.transcribed(undefined);
      case 'replyBegun':
        return this.#begun(event.replyId);
      case 'replyOver':
        return this.#over(event);
      case 'error':
        return this.#refused(event);
      default:
        if (event.type === 'sound') this.#hasSpoken = true;
        return this.#replyOf(event.replyId)?.take(event);
    }
  }

  #utteranceOf(itemId: string): RealtimeUtterance | undefined {
    return (
      this.#utterances.find((one) => one.itemId === itemId) ??
      this.#utterances.find((one) => one.finished && one.itemId === undefined)
    );
  }

  #replyOf(replyId: string | undefined): RealtimeReply | undefined {
    return replyId === undefined ? [...this.#running.values()].at(-1) : this.#running.get(replyId);
  }

  /** A reply that was not asked for, or is not wanted any more, is stopped: turns are taken here. */
  #begun(replyId: string): void {
    const reply = this.#asked?.reply;
    this.#asked = undefined;
    this.#running.set(replyId, reply);
    if (!reply || reply.abandoned) this.#line.send({ type: 'response.cancel', response_id: replyId });
  }

  #over({ replyId, failure }: Extract<RealtimeEvent, { type: 'replyOver' }>): void {
    const reply = this.#running.get(replyId);
    this.#running.delete(replyId);
    this.#running.delete('');
    if (failure === undefined) {
      reply?.over();
      if (reply && !reply.abandoned) this.#answered();
    } else if (reply) {
      const error = new CodedError(
        'provider.failed',
        `${this.#options.what} has not answered${failure && ` (${failure})`}`,
      );
      reply.fail(error.message);
      this.#options.reached(error);
    }
    if (reply && this.#reply === reply) this.#reply = undefined;
    this.#ask();
    this.#line.rested();
  }

  #answered(): void {
    this.#silent = false;
    this.#options.reached();
  }

  #refused({ about, code, parameter, details }: Extract<RealtimeEvent, { type: 'error' }>): void {
    const { logger, what } = this.#options;
    const asked = this.#asked;
    if (asked && about === asked.eventId) {
      this.#asked = undefined;
      if (this.#dispense(parameter, asked.members)) return this.#ask();
      // The end of the reply that runs will come.
      if (code === 'conversation_already_has_active_response') {
        this.#running.set('', undefined);
        return this.#ask();
      }
      asked.reply.fail(`${what} refuses to answer${details && ` (${details})`}`);
      if (this.#reply === asked.reply) this.#reply = undefined;
      return this.#ask();
    }
    if (about === 'session' && this.#dispense(parameter, this.#members)) {
      this.#members = new Map();
      return this.#sendSettings();
    }
    logger.warn('the interlocutor reports an error', { details });
  }

  /** @returns Whether the service works without what it has refused. */
  #dispense(parameter: string | undefined, members: Members): boolean {
    const path = dispensable(parameter, members);
    if (path === undefined || this.#options.refused.has(path)) return false;
    this.#options.refused.add(path);
    if (/temperature|tokens/.test(path))
      this.#options.conversation.warn(
        'config.ignored',
        `${path} has no effect: ${this.#options.what} does not take it`,
      );
    return true;
  }
}
