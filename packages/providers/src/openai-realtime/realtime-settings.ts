import { WIRE_RATE_HZ } from '@visavis/sound';
import type { ConversationSettings, ToolChoice } from '@visavis/speech';
import type { Fact } from '../knowledge/knowledge.js';
import type { RealtimeForm } from './realtime-event.js';

/** What is the same for all sessions of an engine. */
export interface RealtimeDefaults {
  readonly voices: readonly string[];
  readonly transcriptionModel: string;
  /**
   * @param nearest Facts for one reply.
   * @returns The system prompt around the instructions of an avatar or a client.
   */
  instructions(own: string | undefined, nearest?: readonly Fact[]): string;
  /**
   * Finds facts for a reply, by what the user has said, the latest first. Never rejects. `undefined` where the instructions
   * of a session hold all of them.
   */
  readonly nearest: ((questions: readonly string[]) => Promise<readonly Fact[]>) | undefined;
}

/** Members of a session or of a reply, by their paths, such as `audio.output.voice`. */
export type Members = ReadonlyMap<string, unknown>;

const FORMAT = { type: 'audio/pcm', rate: WIRE_RATE_HZ };

/** Members that a service may refuse: the conversation works without them. */
const DISPENSABLE =
  /^(?:temperature|max_(?:response_)?output_tokens|tool_choice|output_modalities|modalities|(?:audio\.output\.)?voice|(?:audio\.input\.transcription|input_audio_transcription)(?:\..*)?)$/;

/** The settings of a session. Turns are taken here, so that the service detects none. */
export function sessionMembers(
  settings: ConversationSettings,
  defaults: RealtimeDefaults,
  form: RealtimeForm,
): Members {
  const transcription = {
    model: defaults.transcriptionModel,
    ...(settings.language !== undefined && { language: settings.language.split('-')[0] }),
  };
  const own: Record<string, unknown> =
    form === 'beta'
      ? {
          input_audio_format: 'pcm16',
          output_audio_format: 'pcm16',
          input_audio_transcription: transcription,
          turn_detection: null,
        }
      : {
          type: 'realtime',
          'audio.input.format': FORMAT,
          'audio.input.transcription': transcription,
          'audio.input.turn_detection': null,
          'audio.output.format': FORMAT,
        };
  return new Map([...Object.entries(own), ...replyMembers(settings, defaults, form)]);
}

/** The settings that one reply may have of its own. @param nearest Facts that it may need. */
export function replyMembers(
  settings: ConversationSettings,
  defaults: RealtimeDefaults,
  form: RealtimeForm,
  nearest?: readonly Fact[],
): Members {
  const { instructions, tools = [], toolChoice = 'auto', temperature, maxTokens, modalities, voice } = settings;
  const isText = modalities === 'text';
  const isBeta = form === 'beta';
  const members: Record<string, unknown> = {
    [isBeta ? 'modalities' : 'output_modalities']: isText ? ['text'] : isBeta ? ['audio', 'text'] : ['audio'],
    [isBeta ? 'voice' : 'audio.output.voice']: defaults.voices.find((name) => name === voice) ?? defaults.voices[0],
    instructions: defaults.instructions(instructions, nearest),
    tools: tools.map((tool) => ({ type: 'function', ...tool })),
    tool_choice: choiceOf(toolChoice),
    temperature,
    [isBeta ? 'max_response_output_tokens' : 'max_output_tokens']: maxTokens,
  };
  return new Map(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** @returns The nested object of the members. */
export function objectOf(members: Members): Record<string, unknown> {
  const all: Record<string, unknown> = {};
  for (const [path, value] of members) {
    const names = path.split('.');
    const last = names.pop() as string;
    let at = all;
    for (const name of names) at = (at[name] ??= {}) as Record<string, unknown>;
    at[last] = value;
  }
  return all;
}

/** @returns The members of `all` that are not the same in `known`. */
export function differing(all: Members, known: Members): Members {
  return new Map([...all].filter(([path, value]) => JSON.stringify(known.get(path)) !== JSON.stringify(value)));
}

/**
 * @param parameter As an error names it, such as `session.temperature`.
 * @returns The path of the member that may be left out; `undefined` where there is none.
 */
export function dispensable(parameter: string | undefined, members: Members): string | undefined {
  const named = parameter?.replace(/^(?:session|response)\./, '');
  if (named === undefined) return undefined;
  return [...members.keys()].find((path) => DISPENSABLE.test(path) && (named === path || named.startsWith(`${path}.`)));
}

function choiceOf(choice: ToolChoice): unknown {
  return typeof choice === 'string' ? choice : { type: 'function', name: choice.name };
}
