import type { SessionOptions, Tool } from '@visavis/client';

/** Each setting under its own name and those under which pages written for another element have it. Lower case. */
const NAMES = {
  server: ['server', 'websocketurl'],
  license: ['token', 'license'],
  avatarName: ['avatar', 'character-name'],
  avatarId: ['avatar-id', 'character-id'],
  tools: ['tools', 'function-calls'],
  voice: ['voice'],
  prompt: ['prompt'],
} as const;

/** What the tag says about the session to open. */
export interface Wish extends SessionOptions {
  /** Something in the tag that could not be read, in words for whoever wrote the page. */
  readonly mistake?: string;
}

/** @param pageUrl What a relative server address counts from, and the server itself where none is named. */
export function readWish(element: Pick<Element, 'getAttribute' | 'hasAttribute'>, pageUrl: string): Wish {
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
    greet: element.hasAttribute('greet'),
    queue: element.hasAttribute('queue'),
    config: { voice: value('voice'), prompt: value('prompt'), tools },
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
