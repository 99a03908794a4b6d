import type { CallToolResult } from '@modelcontextprotocol/client';

/** Longest output that a brain reads. */
const MAX_OUTPUT_CHARS = 16_000;

/** The result of a tool as a brain reads it: its texts, or its data as JSON; other content is named. */
export function outputOf({ content, structuredContent, isError }: CallToolResult): string {
  const texts = content.map((part) => ('text' in part ? part.text : `(${part.type})`));
  const output = texts.length > 0 ? texts.join('\n') : JSON.stringify(structuredContent ?? {});
  return isError === true ? failedOutput(output) : output.slice(0, MAX_OUTPUT_CHARS);
}

/** What a brain reads where a tool has failed. */
export const failedOutput = (why: string): string => `The tool has failed: ${why}`.slice(0, MAX_OUTPUT_CHARS);
