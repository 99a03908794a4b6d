import { ERRORS, type ErrorFacts } from '@visavis/core';
import { table } from './markdown-table.js';

/** Every error as a page to read. Everything in it but the introduction comes from the table in core. */
export function errorsPage(): string {
  const entries: [string, ErrorFacts][] = Object.entries(ERRORS);
  const lines = entries.map(([code, facts]) => [
    `\`${code}\``,
    placesOf(facts).join(', '),
    facts.retryable ? 'yes' : 'no',
    `${facts.sentence}.`,
    facts.advice,
  ]);
  return `${INTRODUCTION}\n\n${table(['code', 'where', 'retry', 'what has happened', 'what to do'], lines)}\n`;
}

function placesOf({ thrown, warning, close, http }: ErrorFacts): string[] {
  return [
    ...(thrown ? ['thrown'] : []),
    ...(warning ? ['warning'] : []),
    ...(close === undefined ? [] : [`close ${close}`]),
    ...(http === undefined ? [] : [`HTTP ${http}`]),
  ];
}

const INTRODUCTION = `# Errors

<!-- Made by \`npm run reference\` from packages/core/src/errors.ts; changes here are lost. -->

Programs branch on the code. The sentence is for people; the message that comes with a code often says more, as in which voices there are. *Retry* says whether the same request may succeed later, with nothing changed on the client's side.

- *Thrown*: a \`CodedError\` inside the server. One that is neither a warning nor a close keeps the server from starting, or stays in its log.
- *Warning*: \`realtime.warning\` with the code as \`data.code\` (\`session.warning\` for [older clients](protocol.md#older-clients)). The session goes on.
- *Close*: the code is \`data.error_code\` of the event that is sent before the socket closes with this number. [How a session ends](protocol.md#how-a-session-ends) has the reasons and events.
- *HTTP*: the status of a request that is refused for the same reason. The sentence is its message.`;
