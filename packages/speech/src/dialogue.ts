import type { Conversation } from './conversation.js';

/** A user's conversation with the face, as a session sees it: with a brain behind it, or with an interlocutor. */
export type Dialogue = Pick<
  Conversation,
  | 'events'
  | 'state'
  | 'history'
  | 'hear'
  | 'configure'
  | 'addItem'
  | 'deleteItem'
  | 'truncateItem'
  | 'addToolOutput'
  | 'addPicture'
  | 'createResponse'
  | 'say'
  | 'cancelResponse'
  | 'commit'
  | 'clearInput'
  | 'close'
>;
