import type { Clock } from '@visavis/core';
import type { Admission, Capacity } from './capacity.js';
import type { QueueNews } from '@visavis/session';

export type Place = Extract<Admission, { granted: true }>;

export interface Ticket {
  /** `undefined` when its holder has left. */
  readonly place: Promise<Place | undefined>;
  /** Idempotent; changes nothing once there is a place. */
  leave(): void;
}

export interface WaitingRoomOptions {
  readonly capacity: Capacity;
  /** How many may wait; 0 closes the room. */
  readonly limit: number;
  readonly clock: Clock;
}

interface Guest {
  readonly licenseId: string;
  /** The lower, the sooner. */
  readonly turn: number;
  readonly tell: (news: QueueNews) => void;
  readonly call: (place: Place | undefined) => void;
  toldPosition: number;
}

/** A client that hears nothing for longer wonders whether it is still waited with. */
const TELL_EVERY_MS = 5_000;
/** What a full server asks for while it knows no better. */
const RETRY_AFTER_S = 10;
const MAX_RETRY_AFTER_S = 600;

/**
 * Who waits for a place. First come, first served, and licences take turns, so that a crowd with one key does not stand
 * in front of everybody else. Who could have a place but for the limit of its own licence holds up nobody.
 */
export class WaitingRoom {
  readonly #capacity: Capacity;
  readonly #limit: number;
  readonly #clock: Clock;
  readonly #stays = new Stays();
  /** In order of arrival. */
  readonly #guests = new Set<Guest>();
  /** The latest turn each licence was given since the room was last empty. */
  readonly #turns = new Map<string, number>();
  /** Of whoever was let in last. */
  #turn = 0;
  #cancelTelling: () => void = () => undefined;

  constructor({ capacity, limit, clock }: WaitingRoomOptions) {
    this.#capacity = capacity;
    this.#limit = limit;
    this.#clock = clock;
    capacity.events.on('freed', () => this.#serve());
  }

  get size(): number {
    return this.#guests.size;
  }

  /** A session has held its place for so long. */
  stayed(lengthMs: number): void {
    this.#stays.add(lengthMs);
  }

  /** When it is worth while to come again for somebody who does not wait, s: by then those who wait now had their turn. */
  retryAfterS(licenseId: string): number {
    const ahead = [...this.#guests].filter((guest) => guest.licenseId === licenseId).length;
    const waitS = this.#waitS(licenseId, { position: this.size + 1, ahead }) ?? RETRY_AFTER_S;
    return Math.min(Math.max(waitS, 1), MAX_RETRY_AFTER_S);
  }

  /**
   * @param tell Called at once, whenever the position changes, and every 5 s.
   * @returns `undefined` when nobody may wait any more.
   */
  enter(licenseId: string, tell: (news: QueueNews) => void): Ticket | undefined {
    if (this.#guests.size >= this.#limit) return undefined;
    let call: Guest['call'] = () => undefined;
    const place = new Promise<Place | undefined>((resolve) => (call = resolve));
    const guest: Guest = { licenseId, turn: this.#nextTurn(licenseId), tell, call, toldPosition: 0 };
    this.#guests.add(guest);
    if (this.#guests.size === 1) this.#tellRegularly();
    this.#tellChanges();
    return { place, leave: () => this.#leave(guest) };
  }

  #leave(guest: Guest): void {
    if (!this.#guests.delete(guest)) return;
    guest.call(undefined);
    this.#tellChanges();
  }

  #serve(): void {
    for (const guest of this.#inOrder()) {
      const place = this.#capacity.admit(guest.licenseId);
      if (!place.granted) continue;
      this.#guests.delete(guest);
      this.#turn = guest.turn;
      guest.call(place);
    }
    this.#tellChanges();
  }

  /** Round by round, in each round one of every licence; who comes late does not get the rounds it has missed. */
  #nextTurn(licenseId: string): number {
    const turn = Math.max(this.#turn, (this.#turns.get(licenseId) ?? -1) + 1);
    this.#turns.set(licenseId, turn);
    return turn;
  }

  /** Those of one turn as they came. */
  #inOrder(): Guest[] {
    return [...this.#guests].sort((a, b) => a.turn - b.turn);
  }

  #tellChanges(): void {
    if (this.#guests.size === 0) {
      this.#cancelTelling();
      this.#turns.clear();
      this.#turn = 0;
    }
    this.#tell((guest, position) => guest.toldPosition !== position);
  }

  #tellRegularly(): void {
    this.#cancelTelling = this.#clock.after(TELL_EVERY_MS, () => {
      this.#tellRegularly();
      this.#tell(() => true);
    });
  }

  #tell(wanted: (guest: Guest, position: number) => boolean): void {
    const byLicense = new Map<string, number>();
    for (const [index, guest] of this.#inOrder().entries()) {
      const position = index + 1;
      const ahead = byLicense.get(guest.licenseId) ?? 0;
      byLicense.set(guest.licenseId, ahead + 1);
      if (!wanted(guest, position)) continue;
      guest.toldPosition = position;
      guest.tell({ position, estimatedWaitS: this.#waitS(guest.licenseId, { position, ahead }) ?? null });
    }
  }

  /** With n sessions of mean length m, one ends every m ÷ n: so long for each place in front, of the limit that binds. */
  #waitS(licenseId: string, { position, ahead }: { position: number; ahead: number }): number | undefined {
    const { meanMs } = this.#stays;
    if (meanMs === undefined) return undefined;
    const { total } = this.#capacity;
    const forServer = this.#capacity.serverFull ? position / total : 0;
    const forLicense = this.#capacity.isLicenseFull(licenseId) ? (ahead + 1) / this.#capacity.limitOf(licenseId) : 0;
    return Math.ceil((Math.max(forServer, forLicense) * meanMs) / 1000);
  }
}

/** Sessions the mean is taken over: what was an hour ago tells little about now. */
const RECENT = 50;
/** Fewer than that are no evidence. */
const EVIDENCE = 3;

/** How long sessions lately held their place. */
class Stays {
  readonly #recentMs: number[] = [];

  add(lengthMs: number): void {
    this.#recentMs.push(lengthMs);
    if (this.#recentMs.length > RECENT) this.#recentMs.shift();
  }

  /** ms; `undefined` until there is evidence. */
  get meanMs(): number | undefined {
    const count = this.#recentMs.length;
    return count < EVIDENCE ? undefined : this.#recentMs.reduce((sum, ms) => sum + ms, 0) / count;
  }
}
