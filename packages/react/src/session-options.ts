import type { HandledTool, SessionOptions } from '@visavis/client';

export interface UseVisavisOptions extends SessionOptions {
  /** What the brain may do in this page; handlers are taken as they are when they are called. */
  tools?: readonly HandledTool[];
}

/**
 * What a session is opened with that lasts longer than one rendering.
 * @param newest Returns the options of the newest rendering; tools are answered by the handlers that these have.
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
