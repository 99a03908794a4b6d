import type { EarsChoice, Expression, SessionOptions, Tool } from '@visavis/client';

/** Attribute names of each setting: its own, then those that pages written for another element use. Lower case. */
const NAMES = {
  server: ['server', 'websocketurl'],
  license: ['token', 'license'],
  avatarName: ['avatar', 'character-name'],
  avatarId: ['avatar-id', 'character-id'],
  tools: ['tools', 'function-calls'],
  voice: ['voice'],
  expression: ['expression'],
  prompt: ['prompt'],
  background: ['background'],
  ears: ['ears'],
  language: ['language'],
} as const;

const EARS: readonly EarsChoice[] = ['server', 'browser', 'device'];

/** Session options read from the attributes of the tag. */
export interface TagSettings extends SessionOptions {
  /** An attribute that could not be read, in words for the page's developer. */
  readonly mistake?: string;
}

/** Reads the tag. @param pageUrl Base of a relative server address; its origin is the server where none is named. */
export function readTagSettings(element: Pick<Element, 'getAttribute' | 'hasAttribute'>, pageUrl: string): TagSettings {
  const value = (setting: keyof typeof NAMES): string | undefined => {
    for (const name of NAMES[setting]) {
      const found = element.getAttribute(name)?.trim();
      if (found) return found;
    }
    return undefined;
  };
  const tools = readTools(value('tools'));
  return {
    url: value('server') ?? new URL(pageUrl).origin,
    license: value('license'),
    avatarName: value('avatarName'),
    avatarId: value('avatarId'),
    microphone: !element.hasAttribute('no-microphone'),
    ears: EARS.find((choice) => choice === value('ears')) ?? 'server',
    language: value('language'),
    greet: element.hasAttribute('greet'),
    queue: element.hasAttribute('queue'),
    // The server warns of an expression that there is not.
    config: {
      voice: value('voice'),
      expression: value('expression') as Expression | undefined,
      prompt: value('prompt'),
      background: value('background'),
      tools,
    },
    ...(tools === undefined && value('tools') !== undefined
      ? { mistake: 'The attribute "tools" holds no JSON list of functions' }
      : {}),
  };
}

function readTools(text: string | undefined): readonly Tool[] | undefined {
  if (text === undefined) return undefined;
  try {
    const tools: unknown = JSON.parse(text);
    return Array.isArray(tools) ? (tools as Tool[]) : undefined;
  } catch {
    return undefined;
  }
}
