/** What a face can express. */
export const EXPRESSIONS = ['neutral', 'warm', 'serious', 'surprised', 'sad', 'thinking'] as const;
/** The name of an expression in {@link EXPRESSIONS}. */
export type Expression = (typeof EXPRESSIONS)[number];

/** What a silent face attends to: nothing, a user who speaks, or the answer that is being made. */
export const ATTENTIONS = ['idle', 'listening', 'thinking'] as const;
/** The name of an attention in {@link ATTENTIONS}. */
export type Attention = (typeof ATTENTIONS)[number];

/** How a face moves while it is silent, and what it expresses under speech. */
export interface Motion {
  readonly attention: Attention;
  readonly expression: Expression;
}

/** A face to which nothing happens. */
export const AT_REST: Motion = { attention: 'idle', expression: 'neutral' };

/** @param name In any case. @returns The expression of that name; `undefined` when there is none. */
export function expressionNamed(name: string): Expression | undefined {
  return EXPRESSIONS.find((expression) => expression === name.toLowerCase());
}

/** Whether two motions are the same. */
export function sameMotion(a: Motion, b: Motion): boolean {
  return a.attention === b.attention && a.expression === b.expression;
}
