import type { Brain } from '@visavis/speech';

/** Has the brain answer one sentence outside of any conversation: without history, tools and voice. */
export const answerWith =
  (brain: Brain) =>
  async (text: string, signal: AbortSignal): Promise<string> => {
    let answer = '';
    for await (const part of brain.reply({ history: [{ role: 'user', text }] }, { signal }))
      if (part.type === 'text') answer += part.text;
      else if (part.type === 'retracted') answer = '';
    return answer.trim();
  };
