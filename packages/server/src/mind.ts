import { ResourceStack, type Logger } from '@visavis/core';
import { DEFAULT_KNOWLEDGE_PATH, KnowledgeBrain, KnowledgeFile, OpenAiBrain, type Knowledge } from '@visavis/providers';
import type { Brain } from '@visavis/speech';
import type { Config } from './config.js';

/** What is known and what answers. */
export interface Mind {
  readonly brain: Brain;
  readonly knowledge: Knowledge;
  /** Called with every new version of the file that has no mistakes. */
  onChange(listener: (knowledge: Knowledge) => void): void;
  close(): Promise<void>;
}
