import type { StageTimes } from '../conversation-events.js';
import type { ReplyTimes } from './reply.js';

/** The user's turn that a reply answers. Times on the clock, ms. */
export interface AnsweredTurn {
  /** Silence until the turn's end was decided. */
  readonly endpointMs: number;
  /** Time of that decision. */
  readonly decidedMs: number;
  readonly transcribedMs: number;
}

/** How long each stage took from the user's last sound, or from the request, to the first packet. */
export function stageTimes(times: ReplyTimes, turn: AnsweredTurn | undefined): StageTimes {
  const stages = {
    replyMs: times.firstTextMs - times.askedMs,
    synthesisMs: times.firstAudioMs - times.firstTextMs,
    playoutMs: times.firstPacketMs - times.firstAudioMs,
  };
  if (!turn) return { ...stages, totalMs: times.firstPacketMs - times.askedMs };
  return {
    endpointMs: turn.endpointMs,
    recognitionMs: turn.transcribedMs - turn.decidedMs,
    ...stages,
    totalMs: turn.endpointMs + times.firstPacketMs - turn.decidedMs,
  };
}
