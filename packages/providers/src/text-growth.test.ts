import type { Tool } from '@visavis/speech';
import { slowTexts } from '@visavis/core/testing';
import { expect, it } from 'vitest';
import { sayable, writtenWords } from './flite/say.js';
import { comparableWords, spokenWords } from './knowledge/normalise.js';
import { parseKnowledge } from './knowledge/parse-knowledge.js';
import { joinParagraphs, withoutMarkdown } from './knowledge/without-markdown.js';
import { withoutEmphasis } from './knowledge/without-emphasis.js';
import { AnswerFilter } from './openai/answer-filter.js';
import { readArguments } from './openai/call-assembler.js';
import { ToolNames } from './openai/chat-tools.js';
import { JsonExtent } from './openai/json-extent.js';
import { beginningOfMark, findMark } from './openai/marks.js';
import { callIn, looksLikeCall, writtenCalls } from './openai/written-calls.js';
import { sayAfterTools } from './scripted/after-tool.js';
import { keyWords, withoutOpener } from './scripted/comparable.js';
import { followUpOf, sayAsked, withoutConnection } from './scripted/follow-up.js';
import { KnowledgeBrain } from './scripted/knowledge-brain.js';
import { pickedFrom } from './scripted/offer.js';
import { Retrieval } from './scripted/retrieval.js';
import { ToolBox } from './scripted/tool-box.js';
import { answersIt, askFor, fillParameters, isAsking, parametersOf } from './scripted/tool-parameters.js';
import { expectedOf, phrasesOf } from './scripted/tool-phrases.js';
import { withinTokens } from './scripted/within-tokens.js';
import { withoutEnds } from './text-ends.js';

const KNOWLEDGE = {
  name: 'the mill',
  topics: [{ question: 'Where is the miller?', phrasings: ['Where is the miller?'], answer: 'Asleep.', line: 1 }],
};
const toolOf = (description: string, properties: object): Tool => ({
  name: 'open_door',
  description,
  parameters: { type: 'object', properties },
});
const DOOR = toolOf('Examples: "open the left door"', { side: { enum: ['left', 'right'] }, note: { type: 'string' } });
const names = new ToolNames([DOOR]);
const retrieval = new Retrieval(KNOWLEDGE);
const brain = new KnowledgeBrain(KNOWLEDGE);
const box = new ToolBox([DOOR]);

/** Every function of this package that reads a text from outside. A new one takes a line here. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  AnswerFilter: (text) => {
    const filter = new AnswerFilter(names, 'own');
    return [filter.push(text), filter.finish(true)];
  },
  'AnswerFilter, dripping': (text) => {
    const filter = new AnswerFilter(names, 'own');
    for (const piece of text.match(/.{1,7}/gsu) ?? []) filter.push(piece);
    return filter.finish(true);
  },
  answersIt: (text) => parametersOf(DOOR).map((parameter) => answersIt(parameter, text)),
  askFor: (text) => parametersOf(toolOf('', { [text]: { description: text } })).map(askFor),
  beginningOfMark,
  callIn,
  comparableWords,
  expectedOf: (text) => [...expectedOf([toolOf(text, {})], 500)],
  fillParameters: (text) => fillParameters(DOOR, text),
  findMark: (text) => findMark(text, true),
  followUpOf,
  isAsking,
  joinParagraphs: (text) => joinParagraphs([text, text]),
  keyWords,
  JsonExtent: (text) => new JsonExtent().push(text),
  KnowledgeBrain: (text) => brain.answer([{ role: 'user', text }]),
  looksLikeCall: (text) => looksLikeCall(text, names),
  parseKnowledge,
  'parseKnowledge, a heading': (text) => parseKnowledge(`## ${text}`),
  'parseKnowledge, an item': (text) => parseKnowledge(`## Who?\n- ${text}\nMe.`),
  'phrasesOf, a description': (text) => phrasesOf(toolOf(text, {}), 200),
  'phrasesOf, values': (text) =>
    phrasesOf(toolOf(`"${text.slice(0, 100)}"`, { side: { enum: text.match(/.{1,3}/gsu) } }), 200),
  pickedFrom: (text) => pickedFrom([{ role: 'assistant', text: `You could ask me: ${text}` }, { role: 'user', text: 'yes' }], KNOWLEDGE), // prettier-ignore
  Retrieval: (text) => retrieval.find(text, 3),
  readArguments,
  sayable,
  sayAfterTools: (text) => sayAfterTools([{ role: 'toolOutput', callId: 'c', output: text }], 'Bye.'),
  'sayAfterTools, a member': (text) =>
    sayAfterTools([{ role: 'toolOutput', callId: 'c', output: JSON.stringify({ text }) }], 'Bye.'),
  sayAsked: (text) => sayAsked('asked', [text]),
  spokenWords,
  ToolBox: (text) => box.find(text),
  withinTokens: (text) => withinTokens(text, 20_000),
  withoutConnection,
  withoutEmphasis,
  withoutEnds: (text) => withoutEnds(text, text.slice(0, 2)),
  withoutMarkdown,
  withoutOpener,
  writtenCalls: (text) => writtenCalls(text, names),
  writtenWords,
};

it.each(Object.entries(READERS))(
  'R-03, R-22: %s takes a time that grows with its text, and no faster',
  (_name, read) => {
    expect(slowTexts(read)).toEqual([]);
  },
);
