import type { Brain, ChatMessage, ReplyPart, ReplyRequest } from '@visavis/speech';
import type { Knowledge, Topic } from '../knowledge/knowledge.js';
import { offer, pickedFrom } from './offer.js';
import { Retrieval } from './retrieval.js';

/** From here on a question is taken to be a known one. Measured on the shipped knowledge and on speech outside of it. */
const SURE = 0.65;
/** Below, not even an offer has to do with what was asked. */
const LIKELY = 0.25;
const OFFERS = 2;

/** Answers with what is written in the knowledge, or says that it did not understand and offers the nearest it can. */
export class KnowledgeBrain implements Brain {
  readonly sees = false;
  readonly ignores = ['instructions', 'temperature'] as const;
  #knowledge: Knowledge;
  #retrieval: Retrieval;

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
    const history = request.history.filter((message) => 'text' in message);
    yield { type: 'text', text: this.answer(history) };
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
