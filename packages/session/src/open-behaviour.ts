import type { Behaviour, BehaviourContext } from './behaviour.js';
import { Mirror, TRANSPARENCY } from './mirror/mirror.js';
import { SpokenTalk } from './talk/spoken-talk.js';
import { Talk } from './talk/talk.js';

/** Opens the way in which a client that asked for `query.model` converses with the mind of its avatar. */
export function openBehaviour(context: BehaviourContext): Behaviour {
  if (context.query.model === TRANSPARENCY) return new Mirror(context);
  const { interlocutor } = context.engines.minds;
  return interlocutor ? new SpokenTalk(context, interlocutor) : new Talk(context);
}
