import type { Json } from './json.js';

/** A function the brain may call, as in OpenAI's chat API. */
export interface Tool {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters?: Json;
}

/** Runs in the page when the brain calls a tool. @returns The result for the brain: a sentence, or any JSON value. */
export type ToolHandler = (args: Json) => unknown;

/** A tool, with the handler that runs in the page when the brain calls it. */
export interface HandledTool extends Tool {
  /** Without a handler, a listener of `toolCalled` answers. */
  handler?: ToolHandler;
}

/** Description of a tool for the brain, without its name. */
export type ToolSchema = Omit<Tool, 'name'>;

/** The functions of this page that the brain may call. */
export class Tools {
  readonly #handled = new Map<string, { tool: Tool; handler: ToolHandler }>();
  readonly #changed: () => void;
  #declared: readonly HandledTool[] = [];
  #any = false;
  #changePending = false;

  /** @param changed Called when the list has to be sent again, once for all changes of one turn of the event loop. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Replaces all tools declared before. A registered tool of the same name takes precedence. */
  declare(tools: readonly HandledTool[]): void {
    this.#declared = tools;
    this.#any = true;
  }

  /**
   * Offers a tool to the brain, now or while the session is open. Its result is sent back automatically; when a handler
   * throws, or its promise rejects, the brain receives `{ error }`, so that the user hears that it did not work.
   * Another tool of the same name replaces the old one.
   *
   * @returns A function that withdraws the tool.
   */
  register(name: string, schema: ToolSchema, handler: ToolHandler): () => void {
    const entry = { tool: { name, ...schema }, handler };
    this.#handled.set(name, entry);
    this.#any = true;
    this.#scheduleChange();
    return () => {
      if (this.#handled.get(name) !== entry) return;
      this.#handled.delete(name);
      this.#scheduleChange();
    };
  }

  /** All tools; `undefined` where there never was one, so that the avatar keeps its own. */
  get list(): readonly Tool[] | undefined {
    if (!this.#any) return undefined;
    const mine = [...this.#handled.values()].map(({ tool }) => tool);
    const others = this.#declared.filter(({ name }) => !this.#handled.has(name));
    return [...mine, ...others];
  }

  /** @returns The result for the brain, or `undefined` where this tool has no handler here. */
  call(name: string, args: Json): Promise<unknown> | undefined {
    const handler = this.#handled.get(name)?.handler ?? this.#declared.find((tool) => tool.name === name)?.handler;
    return handler && run(handler, args);
  }

  #scheduleChange(): void {
    if (this.#changePending) return;
    this.#changePending = true;
    queueMicrotask(() => {
      this.#changePending = false;
      this.#changed();
    });
  }
}

async function run(handler: ToolHandler, args: Json): Promise<unknown> {
  try {
    return await handler(args);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
