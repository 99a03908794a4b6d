import type { Session } from '@visavis/client';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { CallStore, type CallOptions, type CallSnapshot } from './call-store.js';

/** A call as components see it. Hand it to `<Avatar>`, `<Transcript>` and the others. */
export interface Call extends CallSnapshot {
  /** Call it from a click: browsers then allow sound. */
  start(): void;
  stop(): Promise<void>;
  /** Says something by typing. @returns Whether the call could take it. */
  ask(text: string): boolean;
  /** Silences the reply that is being spoken. */
  interrupt(): void;
  mute(muted: boolean): void;
  /** Lets a brain that sees see the user, or no longer. */
  turnCamera(on: boolean): void;
  /** After a problem of kind `autoplay`: call it from a click to hear the face. */
  unlockSound(): void;
  /** For an element of your own, as its `ref`. */
  attach(video: HTMLVideoElement | null): void;
  /** The session that is open, for whatever is not offered here. */
  readonly session: Session | undefined;
}

/**
 * One face to talk to. Its session ends with the component. `options` count from the next start on, handlers of tools
 * at once.
 */
export function useVisavis(options: CallOptions): Call {
  const [store] = useState(() => new CallStore(options));
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot, store.snapshot);
  useEffect(() => void (store.options = options), [options, store]);
  useEffect(() => () => void store.stop(), [store]);
  return useMemo(
    () => ({
      ...snapshot,
      start: () => store.start(),
      stop: () => store.stop(),
      ask: (text) => store.session?.ask(text) ?? false,
      interrupt: () => store.session?.interrupt(),
      mute: (muted) => store.mute(muted),
      turnCamera: (on) => void store.session?.camera(on),
      unlockSound: () => store.unlockSound(),
      attach: (video) => store.attach(video),
      session: store.session,
    }),
    [snapshot, store],
  );
}
