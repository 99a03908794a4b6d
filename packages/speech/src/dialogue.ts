import type { TurnBasedDialogue } from './turn-based-dialogue.js';

/** A user's dialogue with the face, as a session sees it: with a brain behind it, or with an interlocutor. */
export type Dialogue = Pick<
  TurnBasedDialogue,
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
