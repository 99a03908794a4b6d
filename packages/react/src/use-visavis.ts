import { VisavisClient, type ClientSnapshot, type Expression, type Session } from '@visavis/client';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { sessionOptions, type UseVisavisOptions } from './session-options.js';

/**
 * Result of {@link useVisavis}: the snapshot to show, and the commands. Pass it to `<Avatar>`, `<Transcript>` and the
 * others.
 */
export interface UseVisavisResult extends ClientSnapshot {
  /** Opens a session, unless one is open. Call it from a click: browsers then allow sound. */
  start(): void;
  stop(): Promise<void>;
  /** Sends a question that the user typed. @returns Whether the session could send it. */
  ask(text: string): boolean;
  /** Silences the reply that is being spoken. */
  interrupt(): void;
  /** Sets what the face expresses, from now on. @returns Whether the session could send it. */
  express(expression: Expression): boolean;
  mute(muted: boolean): void;
  /** Turns the camera on or off, through which a brain that sees can see the user. */
  turnCamera(on: boolean): void;
  /** Turns the sound on after a problem of kind `autoplay`. Call it from a click. */
  unlockSound(): void;
  /** A `ref` for a `<video>` element of your own. */
  attach(video: HTMLVideoElement | null): void;
  /** The session that is open, or the one that ended last, for features that the hook does not offer. */
  readonly session: Session | undefined;
}

/**
 * A face to talk to, in one session after another. The open one ends with the component. Changed `options` apply from
 * the next start on, changed handlers of tools and a changed `config.expression` at once.
 */
export function useVisavis(options: UseVisavisOptions): UseVisavisResult {
  const [client] = useState(() => new VisavisClient());
  const newest = useRef(options);
  const snapshot = useSyncExternalStore(client.subscribe, client.snapshot, client.snapshot);
  useEffect(() => void (newest.current = options), [options]);
  const expression = options.config?.expression;
  useEffect(() => void (expression && client.session?.express(expression)), [expression, client]);
  useEffect(() => () => void client.stop(), [client]);
  return useMemo(
    () => ({
      ...snapshot,
      start: () => client.start(sessionOptions(() => newest.current)),
      stop: () => client.stop(),
      ask: (text) => client.ask(text),
      interrupt: () => client.interrupt(),
      express: (expression) => client.session?.express(expression) ?? false,
      mute: (muted) => client.mute(muted),
      turnCamera: (on) => void client.turnCamera(on),
      unlockSound: () => void client.unlockSound(),
      attach: (video) => client.attach(video),
      session: client.session,
    }),
    [snapshot, client],
  );
}
