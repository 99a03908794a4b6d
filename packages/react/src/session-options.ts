import type { HandledTool, SessionOptions } from '@visavis/client';

/** Options of {@link useVisavis}: those of a session, and tools of the page. */
export interface UseVisavisOptions extends SessionOptions {
  /** Functions of this page that the brain may call; a call runs the handler of the newest rendering. */
  tools?: readonly HandledTool[];
}

/**
 * Builds the options of a session that outlasts one rendering.
 * @param newest Returns the options of the newest rendering, whose handlers answer the calls of tools.
 */
export function sessionOptions(newest: () => UseVisavisOptions): SessionOptions {
  const { tools, config, ...options } = newest();
  const upToDate = (tool: HandledTool): HandledTool =>
    tool.handler
      ? {
          ...tool,
          handler: (args) =>
            newest()
              .tools?.find(({ name }) => name === tool.name)
              ?.handler?.(args),
        }
      : tool;
  return { ...options, config: tools ? { ...config, tools: tools.map(upToDate) } : config };
}
