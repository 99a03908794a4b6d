import type { Json } from './json.js';
import type { Tool } from './outgoing.js';
import type { Session } from './session.js';

/** A tool, and what happens in the page when the brain calls it. */
export interface HandledTool extends Tool {
  /** @returns What the brain is told: a sentence, or anything JSON can hold. Absent: somebody else answers the call. */
  handler?(args: Json): unknown;
}

/**
 * Runs the handler of each tool that is called and sends back what it gives. A handler that throws, or a promise that
 * rejects, is told to the brain as `{ error }`, so that the user hears that it did not work.
 *
 * @param tools Asked for at each call, so that handlers may change while a session is open.
 * @returns Stops answering.
 */
export function answerTools(
  session: Pick<Session, 'on' | 'sendToolResult'>,
  tools: () => readonly HandledTool[],
): () => void {
  return session.on('toolCalled', ({ callId, name, arguments: args }) => {
    const tool = tools().find((candidate) => candidate.name === name);
    if (tool?.handler) void run(tool, args).then((output) => session.sendToolResult(callId, output));
  });
}

async function run(tool: HandledTool, args: Json): Promise<unknown> {
  try {
    return await tool.handler?.(args);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
