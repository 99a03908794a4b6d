import { VisavisClient, type ClientSnapshot, type Session } from '@visavis/client';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { sessionOptions, type UseVisavisOptions } from './session-options.js';

/** What `useVisavis` returns: what to show, and what to do. Hand it to `<Avatar>`, `<Transcript>` and the others. */
export interface UseVisavisResult extends ClientSnapshot {
  /** Call it from a click: browsers then allow sound. */
  start(): void;
  stop(): Promise<void>;
  /** Says something by typing. @returns Whether the session could take it. */
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
  /** The session that is open, or the one that ended last, for whatever is not offered here. */
  readonly session: Session | undefined;
}

/**
 * One face to talk to, one session after another. The open one ends with the component. `options` count from the next
 * start on, handlers of tools at once.
 */
export function useVisavis(options: UseVisavisOptions): UseVisavisResult {
  const [client] = useState(() => new VisavisClient());
  const newest = useRef(options);
  const snapshot = useSyncExternalStore(client.subscribe, client.snapshot, client.snapshot);
  useEffect(() => void (newest.current = options), [options]);
  useEffect(() => () => void client.stop(), [client]);
  return useMemo(
    () => ({
      ...snapshot,
      start: () => client.start(sessionOptions(() => newest.current)),
      stop: () => client.stop(),
      ask: (text) => client.ask(text),
      interrupt: () => client.interrupt(),
      mute: (muted) => client.mute(muted),
      turnCamera: (on) => void client.turnCamera(on),
      unlockSound: () => void client.unlockSound(),
      attach: (video) => client.attach(video),
      session: client.session,
    }),
    [snapshot, client],
  );
}
