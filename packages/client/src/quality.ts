import type { ConnectionStats } from './stats.js';

/** Quality of picture and sound as they arrive. `lost`: nothing arrives. */
export type QualityLevel = 'good' | 'fair' | 'poor' | 'lost';

/** The quality of a connection over the last two seconds, and the reasons for it. */
export interface Quality {
  readonly level: QualityLevel;
  /** Why it is not better, in words for users; the gravest reason first. Empty while it is good. */
  readonly reasons: readonly string[];
}

/** From the first value on the quality is only fair, from the second on poor. */
const LIMITS = {
  /** Share of packets, 0…1: Opus conceals 1 % unheard; from 5 % on it is heard, and pictures wait for repeats. */
  loss: [0.01, 0.05],
  /** Round trip, ms: talking over each other begins at about 150 ms each way (ITU-T G.114 §4). */
  roundTripMs: [300, 600],
  /** Frames a second that are missing of 25. */
  missingPictures: [4, 12],
} as const;
const FULL_RATE = 25;
const LEVELS = ['good', 'fair', 'poor'] as const;

/**
 * Judges the time between two readings of the figures.
 * @returns `undefined` while the figures say nothing: before the first sound, or where the browser does not count.
 */
export function judgeQuality(before: ConnectionStats, now: ConnectionStats): Quality | undefined {
  const grown = (name: 'bytesReceived' | 'packetsLost' | 'packetsReceived' | 'freezeCount'): number =>
    Math.max(0, (now[name] ?? 0) - (before[name] ?? 0));
  if (now.bytesReceived === undefined || before.bytesReceived === undefined) return undefined;
  if (grown('bytesReceived') === 0) return { level: 'lost', reasons: ['Nothing arrives'] };
  const loss = grown('packetsLost') / Math.max(1, grown('packetsLost') + grown('packetsReceived'));
  const findings: { words: string; severity: 0 | 1 | 2 }[] = [
    { words: `${Math.round(100 * loss)} % of the packets are lost`, severity: severity(loss, LIMITS.loss) },
    { words: 'The picture freezes', severity: grown('freezeCount') > 0 ? 2 : 0 },
    { words: 'The way is long', severity: severity(now.roundTripMs ?? 0, LIMITS.roundTripMs) },
    {
      words: 'Pictures are missing',
      severity: severity(FULL_RATE - (now.framesPerSecond ?? FULL_RATE), LIMITS.missingPictures),
    },
  ];
  const grave = findings.filter((finding) => finding.severity > 0).sort((a, b) => b.severity - a.severity);
  const level = LEVELS[grave[0]?.severity ?? 0];
  return { level, reasons: grave.map(({ words }) => words) };
}

function severity(value: number, [fair, poor]: readonly [number, number]): 0 | 1 | 2 {
  return value >= poor ? 2 : value >= fair ? 1 : 0;
}
