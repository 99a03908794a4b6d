/** State of a session's conversation. */
export type ConversationState =
  | { readonly name: 'listening' }
  | { readonly name: 'thinking' | 'speaking'; readonly replyId: string }
  | { readonly name: 'closed' };

export type ConversationInput =
  | { readonly type: 'reply.asked' | 'reply.sounded' | 'reply.ended'; readonly replyId: string }
  | { readonly type: 'closed' };

/** Pure. Returns `state` itself when `input` means nothing in it, as a late event of an earlier reply does. */
export function nextConversationState(state: ConversationState, input: ConversationInput): ConversationState {
  if (state.name === 'closed') return state;
  switch (input.type) {
    case 'closed':
      return { name: 'closed' };
    case 'reply.asked':
      return { name: 'thinking', replyId: input.replyId };
    case 'reply.sounded':
      return state.name === 'thinking' && state.replyId === input.replyId
        ? { name: 'speaking', replyId: input.replyId }
        : state;
    case 'reply.ended':
      return state.name !== 'listening' && state.replyId === input.replyId ? { name: 'listening' } : state;
  }
}
