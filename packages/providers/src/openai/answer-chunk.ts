import { recordOf } from '../http/json.js';

/** A piece of a tool call, with the fields that its service sends. */
export interface CallPiece {
  readonly index?: number;
  readonly id?: string;
  readonly name?: string;
  /** More of the arguments, as JSON text. */
  readonly text: string;
}

/** What one chunk adds to an answer. */
export interface AnswerChunk {
  readonly text: string;
  readonly calls: readonly CallPiece[];
  /** Whether the model reasons, in a field of its own. */
  readonly reasons: boolean;
  /** Why the answer ends here; `undefined` where it goes on. */
  readonly finish?: string;
}

const NOTHING: AnswerChunk = { text: '', calls: [], reasons: false };
/** Fields in which services send the thoughts of a model: llama.cpp and DeepSeek, vLLM and Ollama, others. */
const REASONING = ['reasoning_content', 'reasoning', 'reasoning_text', 'thinking', 'reasoning_details'];

/** Reads a chunk of any shape: a field that is absent, null or of another type adds nothing. */
export function readChunk(chunk: unknown): AnswerChunk {
  const choices = recordOf(chunk)?.['choices'];
  const choice = recordOf(Array.isArray(choices) ? choices[0] : choices);
  if (!choice) return NOTHING;
  const finish = choice['finish_reason'];
  const delta = recordOf(choice['delta']) ?? {};
  return {
    text: textOf(delta['content'] ?? choice['text']),
    calls: callsOf(delta),
    reasons: REASONING.some((name) => isSomething(delta[name])) || hasThoughts(delta['content']),
    ...(typeof finish === 'string' && finish !== '' && { finish }),
  };
}

/** Content is text, or a list of parts, of which those with text are spoken. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  const parts = Array.isArray(content) ? content.map(recordOf) : [recordOf(content)];
  return parts
    .map((part) => (part && !isThought(part) && typeof part['text'] === 'string' ? part['text'] : ''))
    .join('');
}

function isThought(part: Readonly<Record<string, unknown>>): boolean {
  return part['thought'] === true || /think|reason/i.test(String(part['type'] ?? ''));
}

function hasThoughts(content: unknown): boolean {
  return Array.isArray(content) && content.some((part) => isThought(recordOf(part) ?? {}));
}

function isSomething(value: unknown): boolean {
  return typeof value === 'string' ? value !== '' : Array.isArray(value) && value.length > 0;
}

function callsOf(delta: Readonly<Record<string, unknown>>): CallPiece[] {
  const calls = delta['tool_calls'] ?? delta['function_call'];
  const pieces = Array.isArray(calls) ? calls : [calls];
  return pieces.map(recordOf).flatMap((piece) => (piece ? [callPiece(piece)] : []));
}

function callPiece(piece: Readonly<Record<string, unknown>>): CallPiece {
  const called = recordOf(piece['function']) ?? piece;
  const index = Number(piece['index'] ?? NaN);
  const id = piece['id'];
  const name = called['name'];
  return {
    ...(Number.isInteger(index) && { index }),
    ...((typeof id === 'number' || (typeof id === 'string' && id !== '')) && { id: String(id) }),
    ...(typeof name === 'string' && name !== '' && { name }),
    text: argumentsOf(called['arguments']),
  };
}

/** Arguments are JSON text; some services send the object itself. */
function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return recordOf(value) ? JSON.stringify(value) : '';
}
