import { fragments, MAX_PAYLOAD_BYTES } from './fragments.js';

const SEI = 6;
const SPS = 7;
const PPS = 8;
const ACCESS_UNIT_DELIMITER = 9;
const STAP_A = 24;
const FU_A = 28;

/**
 * Cuts one H.264 access unit into RTP payloads in packetization mode 1: parameter sets together in one STAP-A, units that
 * fit alone, larger ones as FU-A. Delimiters and supplemental information, which no decoder needs, are left out.
 *
 * @param accessUnit Annex B: units behind 3- or 4-byte start codes.
 * @see RFC 6184 §5.6–5.8
 */
export function packetizeH264(accessUnit: Uint8Array, maxBytes = MAX_PAYLOAD_BYTES): Uint8Array[] {
  const units = splitAnnexB(accessUnit).filter((unit) => ![SEI, ACCESS_UNIT_DELIMITER].includes(typeOf(unit)));
  const parameterSets = units.filter((unit) => [SPS, PPS].includes(typeOf(unit)));
  const pictures = units.filter((unit) => ![SPS, PPS].includes(typeOf(unit)));
  return [
    ...(parameterSets.length > 1 ? [aggregate(parameterSets)] : parameterSets),
    ...pictures.flatMap((unit) => (unit.length <= maxBytes ? [unit] : fragmentUnit(unit, maxBytes))),
  ];
}

/** @returns The NAL units between the start codes, without copying. */
export function splitAnnexB(data: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  let start = -1;
  for (let i = 0; i + 2 < data.length; i++) {
    if (data[i] !== 0 || data[i + 1] !== 0 || data[i + 2] !== 1) continue;
    if (start >= 0) units.push(trimZeros(data.subarray(start, i)));
    start = i + 3;
    i += 2;
  }
  if (start >= 0) units.push(data.subarray(start));
  return units.filter((unit) => unit.length > 0);
}

/** The fourth byte of a long start code, and trailing zero bytes, belong to no unit. */
function trimZeros(unit: Uint8Array): Uint8Array {
  let end = unit.length;
  while (end > 0 && unit[end - 1] === 0) end--;
  return unit.subarray(0, end);
}

function typeOf(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

function aggregate(units: readonly Uint8Array[]): Uint8Array {
  const payload = new Uint8Array(1 + units.reduce((sum, unit) => sum + 2 + unit.length, 0));
  const importance = Math.max(...units.map((unit) => (unit[0] ?? 0) & 0x60));
  payload[0] = importance | STAP_A;
  let at = 1;
  for (const unit of units) {
    payload[at] = unit.length >> 8;
    payload[at + 1] = unit.length & 0xff;
    payload.set(unit, at + 2);
    at += 2 + unit.length;
  }
  return payload;
}

function fragmentUnit(unit: Uint8Array, maxBytes: number): Uint8Array[] {
  const header = unit[0] ?? 0;
  const pieces = fragments(unit.subarray(1), maxBytes - 2);
  return pieces.map((piece, index) => {
    const payload = new Uint8Array(2 + piece.length);
    payload[0] = (header & 0xe0) | FU_A;
    payload[1] = (index === 0 ? 0x80 : 0) | (index === pieces.length - 1 ? 0x40 : 0) | (header & 0x1f);
    payload.set(piece, 2);
    return payload;
  });
}
