/** What a name in a mark stands for. */
export type NameMeaning = 'thought' | 'call' | 'token';

const listed = (text: string): readonly string[] => text.split(' ');

const THOUGHTS = listed(
  'think thinking thought thoughts reasoning reason reflection analysis scratchpad monologue inner_monologue ' +
    'inner_thought inner_thoughts antthinking chain_of_thought cot tool_response tool_responses tool_result ' +
    'tool_results tool_output tool_outputs function_response function_result function_results',
);
const CALLS = listed(
  'tool_call tool_calls toolcall toolcalls tool_use tool_code function_call function_calls function invoke ' +
    'python_tag action tool_calls_section',
);
/** Names of tokens that templates write without bars, and of wrappers around an answer. */
const TOKENS = listed(
  's bos eos pad unk eot start_of_turn end_of_turn end_of_text end_of_utterance end_of_sentence answer response ' +
    'final final_answer output inst sys system user assistant channel',
);
/** Fewer names than tags have: brackets stand in ordinary text, too. */
const IN_BRACKETS = listed(
  'think thinking thought thoughts reasoning tool_call tool_calls function_call function_calls inst args',
);
/** Vendors that set their own name in front. */
const VENDORS = listed('seed: minimax: antml:');

const MEANINGS: ReadonlyMap<string, NameMeaning> = new Map([
  ...TOKENS.map((name) => [name, 'token'] as const),
  ...THOUGHTS.map((name) => [name, 'thought'] as const),
  ...CALLS.map((name) => [name, 'call'] as const),
]);

/** @returns The name without its vendor, and without the words for its beginning and end. */
export function stemOf(name: string): string {
  return withoutVendor(name).replace(/^(?:begin|start|end)_(?:of_)?|_(?:begin|start|end)$/g, '');
}

/** @param name In lower case, with underscores. @returns `undefined` for a name that means nothing here. */
export function meaningOf(name: string): NameMeaning | undefined {
  return MEANINGS.get(withoutVendor(name)) ?? MEANINGS.get(stemOf(name));
}

/** The same for a name in brackets. */
export function meaningInBrackets(name: string): NameMeaning | undefined {
  return IN_BRACKETS.includes(name) ? (MEANINGS.get(name) ?? 'token') : undefined;
}

/** Whether more text may make a name with a meaning of one that has begun. @param whole Whether the name has ended. */
export function mayMean(begun: string, whole: boolean): boolean {
  if (!whole && VENDORS.some((vendor) => vendor.startsWith(begun))) return true;
  const name = withoutVendor(begun);
  return whole ? MEANINGS.has(name) : [...MEANINGS.keys()].some((known) => known.startsWith(name));
}

/** The same for a name in brackets. */
export function mayMeanInBrackets(begun: string): boolean {
  return IN_BRACKETS.some((known) => known.startsWith(begun));
}

function withoutVendor(name: string): string {
  const vendor = VENDORS.find((one) => name.startsWith(one));
  return vendor === undefined ? name : name.slice(vendor.length);
}
