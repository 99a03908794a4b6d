import { EXPRESSIONS } from '@visavis/core';
import { z } from 'zod';
import { firstSet, isJsonObject, type JsonObject } from '../json.js';
import { MAX_INSTRUCTIONS_CHARS, MAX_TOOL_CHARS, MAX_TOOLS, MAX_TOOLS_CHARS } from '../limits.js';
import { readFields } from './read-fields.js';
import { background } from '../background.js';
import { tool } from './tool.js';

const durationMs = z.number().min(0).max(60_000);

const turnDetection = z.object({
  type: z.enum(['server_vad', 'semantic_vad']).default('server_vad'),
  /** Speech probability above which a frame counts as speech, 0…1. */
  threshold: z.number().min(0).max(1).optional(),
  prefixPaddingMs: durationMs.optional(),
  silenceDurationMs: durationMs.optional(),
  /** `false`: the end of a turn does not start a reply by itself. */
  createResponse: z.boolean().optional(),
  /** `false`: the user's speech does not stop the reply. */
  interruptResponse: z.boolean().optional(),
});

/** The settings of a client. An absent member leaves a setting as it is; an empty string means "not set" and is absent here. */
export const sessionConfig = z.object({
  instructions: z.string().max(MAX_INSTRUCTIONS_CHARS).optional(),
  voice: z.string().max(200).optional(),
  /** What is seen behind the face. */
  background: background.optional(),
  /** What the face expresses where its words ask for nothing else. */
  expression: z.enum(EXPRESSIONS).optional(),
  model: z.string().max(200).optional(),
  temperature: z.number().min(0).max(2).optional(),
  maxOutputTokens: z.number().int().positive().optional(),
  /** Replace all earlier tools. */
  tools: z.array(tool).max(MAX_TOOLS).optional(),
  toolChoice: z
    .union([z.enum(['auto', 'none', 'required']), z.object({ name: z.string().min(1).max(128) })])
    .optional(),
  /** `text`: replies are written, not spoken. */
  modalities: z.enum(['audio', 'text']).optional(),
  /** Whether the server sends transcripts of the user's speech. */
  transcription: z.boolean().optional(),
  /** What turns the user's speech into text: the server's own recogniser, or the client, which sends transcripts. */
  ears: z.enum(['server', 'client']).optional(),
  /** `null`: no turn detection; the client commits its turns itself. */
  turnDetection: turnDetection.nullable().optional(),
  /** Set only where the client names a rate; `pcm16` names none, since not every client that says so keeps to 24 kHz. */
  inputSampleRateHz: z.number().int().min(8_000).max(48_000).optional(),
});

/** How the ends of the user's turns are found. Times in ms; absent members leave the server's values. */
export type TurnDetection = z.infer<typeof turnDetection>;
/** The settings a client may change, as read by {@link readConfig}; an absent member leaves a setting as it is. */
export type SessionConfig = z.infer<typeof sessionConfig>;

/** Settings read from the wire, and the members that were not understood. */
export interface ReadConfig {
  config: SessionConfig;
  /** Names of the members that could not be read; the others are applied all the same. */
  ignored: string[];
}

/**
 * Reads the settings of `realtime.input_config` and `session.update`, in the spelling of both and of OpenAI's older
 * (flat) and newer (`audio.input`, `audio.output`) session objects. Members that are not settings are ignored,
 * `baseUrl` and `apiKey` among them: a client never chooses where the server connects to.
 */
export function readConfig(wire: JsonObject): ReadConfig {
  const ignored: string[] = [];
  const audio = isJsonObject(wire['audio']) ? wire['audio'] : {};
  const input = isJsonObject(audio['input']) ? audio['input'] : {};
  const output = isJsonObject(audio['output']) ? audio['output'] : {};
  const config = readFields(
    sessionConfig.shape,
    {
      instructions: firstSet(wire['prompt'], wire['instructions']),
      voice: nameOf(firstSet(wire['voice'], output['voice'])),
      background: wire['background'],
      expression: wire['expression'],
      model: wire['model'],
      temperature: wire['temperature'],
      maxOutputTokens: finite(firstSet(wire['max_response_output_tokens'], wire['max_output_tokens'])),
      tools: readableTools(wire['tools'], ignored),
      toolChoice: chosenTool(wire['tool_choice']),
      modalities: modalityOf(firstSet(wire['modalities'], wire['output_modalities'])),
      transcription: isTranscriptionOn(
        'input_audio_transcription' in wire ? wire['input_audio_transcription'] : input['transcription'],
      ),
      ears: wire['ears'],
      turnDetection: detection('turn_detection' in wire ? wire['turn_detection'] : input['turn_detection'], ignored),
      inputSampleRateHz: rateOf(firstSet(input['format'], wire['input_audio_format'])),
    },
    ignored,
  );
  return { config, ignored };
}

/** A custom voice may be sent as `{id}`. */
function nameOf(voice: unknown): unknown {
  return isJsonObject(voice) ? firstSet(voice['id'], voice['name']) : voice;
}

/** Clients write `"inf"` for "no limit", and an absent limit means the same. */
function finite(limit: unknown): unknown {
  return limit === 'inf' ? undefined : limit;
}

/** The chat API nests the name under `function`. */
function chosenTool(choice: unknown): unknown {
  if (!isJsonObject(choice)) return choice;
  const named = isJsonObject(choice['function']) ? choice['function'] : choice;
  return { name: named['name'] };
}

/** A list that contains `audio` means spoken replies, which come with their text. */
function modalityOf(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return ['audio', 'text'].find((modality) => list.includes(modality)) ?? list;
}

/** `null` switches transcription off; the model named in an object is ignored, since the server chooses its own. */
function isTranscriptionOn(transcription: unknown): unknown {
  if (transcription === null) return false;
  return isJsonObject(transcription) ? true : transcription;
}

function rateOf(format: unknown): unknown {
  return isJsonObject(format) ? format['rate'] : undefined;
}

/** Reads one tool after the other: one that is wrong or too large does not cost the others. */
function readableTools(wire: unknown, ignored: string[]): unknown {
  if (!Array.isArray(wire)) return wire;
  if (wire.length > MAX_TOOLS) ignored.push(`tools[${MAX_TOOLS}…${wire.length - 1}] (over ${MAX_TOOLS} tools)`);
  let leftChars = MAX_TOOLS_CHARS;
  const tools = wire.slice(0, MAX_TOOLS).flatMap((given, index) => {
    const chars = JSON.stringify(given)?.length ?? 0;
    if (chars > Math.min(MAX_TOOL_CHARS, leftChars)) {
      ignored.push(`tools[${index}] (over ${kilobytes(chars > MAX_TOOL_CHARS ? MAX_TOOL_CHARS : MAX_TOOLS_CHARS)})`);
      return [];
    }
    const read = tool.safeParse(given);
    if (!read.success) ignored.push(`tools[${index}]`);
    if (read.success) leftChars -= chars;
    return read.success ? [read.data] : [];
  });
  return tools;
}

const kilobytes = (chars: number): string => `${chars / 1024} kB`;

/** `null` and `{type: "none"}` switch detection off, unlike `undefined`, which leaves it as it is. */
function detection(wire: unknown, ignored: string[]): unknown {
  if (!isJsonObject(wire)) return wire;
  if (wire['type'] === 'none') return null;
  return readFields(
    turnDetection.shape,
    {
      type: wire['type'],
      threshold: wire['threshold'],
      prefixPaddingMs: wire['prefix_padding_ms'],
      silenceDurationMs: wire['silence_duration_ms'],
      createResponse: wire['create_response'],
      interruptResponse: wire['interrupt_response'],
    },
    ignored,
    'turnDetection.',
  );
}
