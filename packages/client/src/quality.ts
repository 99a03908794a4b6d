import type { ConnectionStats } from './stats.js';

/** How picture and sound arrive. `lost`: they do not. */
export type QualityLevel = 'good' | 'fair' | 'poor' | 'lost';

export interface Quality {
  readonly level: QualityLevel;
  /** What keeps it from being better, in words for people; the gravest first. Empty while it is good. */
  readonly reasons: readonly string[];
}

/** From these values on it is no longer good, and then poor. */
const LIMITS = {
  /** Share of packets, 0…1: Opus conceals 1 % unheard; from 5 % on it is heard, and pictures wait for repeats. */
  loss: [0.01, 0.05],
  /** There and back, ms: talking over each other begins at about 150 ms each way (ITU-T G.114 §4). */
  roundTripMs: [300, 600],
  /** Pictures a second that are missing of 25. */
  missingPictures: [4, 12],
} as const;
const FULL_RATE = 25;
const LEVELS = ['good', 'fair', 'poor'] as const;

/**
 * Judges a stretch of time between two looks at the figures.
 * @returns `undefined` while they tell nothing: before the first sound, or where the browser does not count.
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
