import { randomUUID } from 'node:crypto';
import type { Brain, ChatMessage, ReplyPart, ReplyRequest, Tool } from '@visavis/speech';
import type { Knowledge, Topic } from '../knowledge/knowledge.js';
import { offer, pickedFrom } from './offer.js';
import { Retrieval } from './retrieval.js';
import { sayAfter, ToolBox } from './tools.js';

/** From here on a question is taken to be a known one. Measured on the shipped knowledge and on speech outside of it. */
const SURE = 0.65;
/** Below, not even an offer has to do with what was asked. */
const LIKELY = 0.25;
const OFFERS = 2;
const BLIND = 'I am sorry, I cannot see pictures here. But you can tell me about it.';

/** Answers with what is written in the knowledge, or says that it did not understand and offers the nearest it can. */
export class KnowledgeBrain implements Brain {
  readonly sees = false;
  readonly ignores = ['instructions', 'temperature'] as const;
  #knowledge: Knowledge;
  #retrieval: Retrieval;
  /** By the list of a session's settings: as long as those stay, so does the index of their examples. */
  readonly #toolBoxes = new WeakMap<readonly Tool[], ToolBox>();

  constructor(knowledge: Knowledge) {
    this.#knowledge = knowledge;
    this.#retrieval = new Retrieval(knowledge);
  }

  get label(): string {
    return `scripted answers from “${this.#knowledge.name}”; no language model`;
  }

  /** Takes effect with the next reply. */
  setKnowledge(knowledge: Knowledge): void {
    this.#retrieval = new Retrieval(knowledge);
    this.#knowledge = knowledge;
  }

  async *reply(request: ReplyRequest, options: { signal: AbortSignal }): AsyncGenerator<ReplyPart> {
    options.signal.throwIfAborted();
    const said = request.history.filter((message) => 'text' in message);
    yield this.#act(request) ?? { type: 'text', text: request.asksAboutPicture ? BLIND : this.answer(said) };
  }

  /** The whole answer at once. */
  answer(history: readonly ChatMessage[]): string {
    const asked = history.at(-1);
    if (!asked) return this.#greeting();
    const picked = pickedFrom(history, this.#knowledge);
    if (picked) return picked.answer;
    const [best, ...others] = this.#retrieval.find(asked.text, OFFERS + 1);
    if (best && best.score >= SURE) return best.topic.answer;
    const near = [best, ...others].filter((found) => found !== undefined && found.score >= LIKELY);
    const topics = near.map((found) => (found as { topic: Topic }).topic).slice(0, OFFERS);
    return offer(topics.length > 0 ? topics : this.#fallbacks());
  }

  /** @returns What is due because of a tool, where the user's words or a tool's output ask for it. */
  #act({ history, tools, toolChoice }: ReplyRequest): ReplyPart | undefined {
    const last = history.at(-1);
    if (last?.role === 'toolOutput') {
      const call = history.findLast((message) => message.role === 'toolCall' && message.callId === last.callId);
      return { type: 'text', text: sayAfter(call?.role === 'toolCall' ? call.name : '', last.output) };
    }
    const decision = tools && toolChoice !== 'none' ? this.#toolBox(tools).decide(history) : undefined;
    if (!decision || decision.score < SURE || last?.role !== 'user') return undefined;
    const known = this.#retrieval.find(last.text, 1)[0]?.score ?? 0;
    if (known > decision.score) return undefined;
    if ('question' in decision) return { type: 'text', text: decision.question };
    return { type: 'toolCall', callId: `call_${randomUUID()}`, ...decision.call };
  }

  #toolBox(tools: readonly Tool[]): ToolBox {
    const box = this.#toolBoxes.get(tools) ?? new ToolBox(tools);
    this.#toolBoxes.set(tools, box);
    return box;
  }

  #greeting(): string {
    const [hello] = this.#retrieval.find('hello', 1);
    if (hello && hello.score >= SURE) return hello.topic.answer;
    return `Hello. You can ask me about ${this.#knowledge.name}.`;
  }

  /** When nothing is near: what tells most about what can be asked, else the beginning of the knowledge. */
  #fallbacks(): Topic[] {
    const about = this.#retrieval.find('what can I ask you', 1)[0];
    if (about && about.score >= SURE) return [about.topic];
    return this.#knowledge.topics.slice(0, OFFERS) as Topic[];
  }
}
