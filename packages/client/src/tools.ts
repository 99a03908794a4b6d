import type { Json } from './json.js';

/** A function the brain may call, as in OpenAI's chat API. */
export interface Tool {
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  parameters?: Json;
}

/** What happens in the page when the brain calls a tool. @returns What it is told: a sentence, or anything JSON holds. */
export type ToolHandler = (args: Json) => unknown;

/** A tool, and what happens in the page when the brain calls it. */
export interface HandledTool extends Tool {
  /** Absent: somebody who listens to `toolCalled` answers. */
  handler?: ToolHandler;
}

/** What the brain is told of a tool beside its name. */
export type ToolSchema = Omit<Tool, 'name'>;

/** What the brain may do in this page. */
export class Tools {
  readonly #handled = new Map<string, { tool: Tool; handler: ToolHandler }>();
  readonly #changed: () => void;
  #declared: readonly HandledTool[] = [];
  #any = false;
  #telling = false;

  /** @param changed The brain has to be told, once for all changes of one turn of the event loop. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** All at once, instead of those declared before. A registered tool of the same name goes before. */
  declare(tools: readonly HandledTool[]): void {
    this.#declared = tools;
    this.#any = true;
  }

  /**
   * Offers a tool to the brain, now or while the session is open. Its result is sent back by itself; a handler that
   * throws, or whose promise rejects, is told to the brain as `{ error }`, so that the user hears that it did not work.
   * The same name again takes the place of the old one.
   *
   * @returns Withdraws it.
   */
  register(name: string, schema: ToolSchema, handler: ToolHandler): () => void {
    const entry = { tool: { name, ...schema }, handler };
    this.#handled.set(name, entry);
    this.#any = true;
    this.#tell();
    return () => {
      if (this.#handled.get(name) !== entry) return;
      this.#handled.delete(name);
      this.#tell();
    };
  }

  /** All there are; `undefined` where there never was one, so that the avatar keeps its own. */
  get list(): readonly Tool[] | undefined {
    if (!this.#any) return undefined;
    const mine = [...this.#handled.values()].map(({ tool }) => tool);
    const others = this.#declared.filter(({ name }) => !this.#handled.has(name));
    return [...mine, ...others];
  }

  /** @returns What to tell the brain, or `undefined` where this tool has no handler here. */
  call(name: string, args: Json): Promise<unknown> | undefined {
    const handler = this.#handled.get(name)?.handler ?? this.#declared.find((tool) => tool.name === name)?.handler;
    return handler && run(handler, args);
  }

  #tell(): void {
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
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
