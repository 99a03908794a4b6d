import { randomUUID } from 'node:crypto';
import {
  PreparedEngine,
  type Brain,
  type ChatMessage,
  type EngineInfo,
  type ReplyPart,
  type ReplyRequest,
  type Tool,
} from '@visavis/speech';
import { THIS_MACHINE } from '../destination.js';
import type { Knowledge, Topic } from '../knowledge/knowledge.js';
import { sayAfterTools } from './after-tool.js';
import { earlierQuestions, followUpOf, lastAnswer, sayAsked, withoutConnection, type FollowUp } from './follow-up.js';
import { offer, offerMore, pickedFrom } from './offer.js';
import { Retrieval, type Found } from './retrieval.js';
import { ToolBox, type ToolStep } from './tool-box.js';
import { withinTokens } from './within-tokens.js';

/**
 * Likeness from which a question is taken to be a known one. Measured on the shipped knowledge and on speech outside of
 * it.
 */
const SURE = 0.65;
/** Likeness of the very words of a phrasing. */
const EXACT = 0.99;
/** Likeness below which an offer would have nothing to do with the question. */
const LIKELY = 0.25;
const OFFERS = 2;
const BLIND = 'I am sorry, I cannot see pictures. But you can tell me what it shows.';
const NOTHING_NEW = 'What else would you like to know?';
const NOTHING_SAID = 'I have not said anything yet.';
const STOPPED = 'All right.';

/** The properties of a {@link KnowledgeBrain} that no knowledge changes. */
export const KNOWLEDGE_BRAIN = {
  info: { languages: ['en'], times: [], streams: false, data: THIS_MACHINE } satisfies EngineInfo,
  sees: false,
  ignores: ['instructions', 'temperature'],
} as const;

export function labelOf({ name }: Knowledge): string {
  return `scripted answers from “${name}”; no language model`;
}

/**
 * Answers from the knowledge, or says that it did not understand and offers the nearest questions. Calls tools by the
 * examples in their descriptions. Keeps nothing about a session: its only input is the history.
 */
export class KnowledgeBrain extends PreparedEngine implements Brain {
  readonly info: EngineInfo = KNOWLEDGE_BRAIN.info;
  readonly sees: boolean = KNOWLEDGE_BRAIN.sees;
  readonly ignores = KNOWLEDGE_BRAIN.ignores;
  #knowledge: Knowledge;
  #retrieval: Retrieval;
  /** Indexes of the tools' examples by a session's list of tools: an index lives as long as its list. */
  readonly #toolBoxes = new WeakMap<readonly Tool[], ToolBox>();

  constructor(knowledge: Knowledge) {
    super();
    this.#knowledge = knowledge;
    this.#retrieval = new Retrieval(knowledge);
  }

  get label(): string {
    return labelOf(this.#knowledge);
  }

  /** Takes effect with the next reply. */
  setKnowledge(knowledge: Knowledge): void {
    this.#retrieval = new Retrieval(knowledge);
    this.#knowledge = knowledge;
  }

  async *reply(request: ReplyRequest, options: { signal: AbortSignal }): AsyncGenerator<ReplyPart> {
    options.signal.throwIfAborted();
    const step = this.#useTool(request);
    if (step?.type === 'call') {
      yield { type: 'toolCall', callId: `call_${randomUUID()}`, name: step.name, arguments: step.arguments };
      return;
    }
    const text = step?.question ?? this.#say(request);
    yield { type: 'text', text: withinTokens(text, request.maxTokens) };
  }

  /** The whole answer to the last message, at once. */
  answer(said: readonly ChatMessage[]): string {
    const asked = said.findLast(({ role }) => role !== 'system');
    if (!asked) return this.#greeting();
    if (asked.role === 'assistant') return NOTHING_NEW;
    const picked = pickedFrom(said, this.#knowledge);
    if (picked) return picked.answer;
    const near = this.#find(asked.text);
    const followUp = followUpOf(asked.text);
    if (followUp && scoreOf(near[0]) < EXACT) return this.#followUp(followUp, said);
    if (near[0] && near[0].score >= SURE) return near[0].topic.answer;
    const topics = likely(near);
    return offer(topics.length > 0 ? topics : this.#fallbacks());
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** It answers from memory: there is nothing to wait for. */
  protected warmUp(): Promise<void> {
    return Promise.resolve();
  }

  #say({ history, asksAboutPicture }: ReplyRequest): string {
    if (asksAboutPicture) return BLIND;
    const said = history.filter((message) => 'text' in message && message.role !== 'system') as ChatMessage[];
    return sayAfterTools(history, this.#farewell()) ?? this.answer(said);
  }

  /** @returns The next step for a tool, where the user's last words, or the client, ask for one. */
  #useTool({ history, tools, toolChoice = 'auto', asksAboutPicture }: ReplyRequest): ToolStep | undefined {
    const last = history.findLast(({ role }) => role !== 'system');
    if (!tools || tools.length === 0 || toolChoice === 'none' || asksAboutPicture) return undefined;
    if (last?.role !== 'user') return undefined;
    const box = this.#toolBox(tools);
    const known = scoreOf(this.#find(last.text)[0]);
    const match = box.find(last.text);
    const knowsBetter = Math.max(known, match?.score ?? 0) >= SURE;
    const open = box.resume(history, SURE);
    if (open && !knowsBetter) return open;
    if (typeof toolChoice === 'object') {
      const tool = box.named(toolChoice.name);
      return tool && box.step(tool, last.text);
    }
    const wanted = match && (toolChoice === 'required' || (match.score >= SURE && match.score >= known));
    return wanted ? box.step(match.tool, last.text) : undefined;
  }

  #toolBox(tools: readonly Tool[]): ToolBox {
    const box = this.#toolBoxes.get(tools) ?? new ToolBox(tools);
    this.#toolBoxes.set(tools, box);
    return box;
  }

  #followUp(kind: FollowUp, said: readonly ChatMessage[]): string {
    const questions = earlierQuestions(said);
    switch (kind) {
      case 'stop':
        return STOPPED;
      case 'repeat':
        return lastAnswer(said, this.#knowledge) ?? NOTHING_SAID;
      case 'more':
        return this.#more(said.at(-1)?.text ?? '', questions[0]);
      default:
        return sayAsked(kind, questions);
    }
  }

  /**
   * Joins a follow-up with its question: "And how?" after "can I change your voice" asks "how can I change your voice".
   */
  #more(asking: string, question: string | undefined): string {
    if (question === undefined) return offer(this.#fallbacks());
    const [before, ...others] = this.#find(question);
    const together = this.#find(`${withoutConnection(asking)} ${question}`)[0];
    if (together && together.score >= SURE && together.topic !== before?.topic) return together.topic.answer;
    const topics = likely(others);
    return offerMore(topics.length > 0 ? topics : this.#fallbacks());
  }

  /** @returns The nearest topics, the likeliest first. */
  #find(question: string): Found[] {
    const whole = this.#retrieval.find(question, OFFERS + 1);
    const connected = withoutConnection(question);
    if (connected === question || scoreOf(whole[0]) >= SURE) return whole;
    const rest = this.#retrieval.find(connected, OFFERS + 1);
    return scoreOf(rest[0]) > scoreOf(whole[0]) ? rest : whole;
  }

  #greeting(): string {
    return this.#sure('hello')?.answer ?? `Hello. You can ask me about ${this.#knowledge.name}.`;
  }

  #farewell(): string {
    return this.#sure('goodbye')?.answer ?? 'Goodbye.';
  }

  /** Topics to offer when none is near: the one about what can be asked, else the first ones of the knowledge. */
  #fallbacks(): Topic[] {
    const about = this.#sure('what can I ask you');
    return about ? [about] : this.#knowledge.topics.slice(0, OFFERS);
  }

  #sure(question: string): Topic | undefined {
    const [found] = this.#retrieval.find(question, 1);
    return found && found.score >= SURE ? found.topic : undefined;
  }
}

function scoreOf(found: Found | undefined): number {
  return found?.score ?? 0;
}

function likely(found: readonly Found[]): Topic[] {
  const near = found.filter(({ score }) => score >= LIKELY);
  return near.map(({ topic }) => topic).slice(0, OFFERS);
}
