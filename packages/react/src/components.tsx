import {
  describeBrowserEars,
  findBrowserEars,
  listDevices,
  showFace,
  type Device,
  type SessionOptions,
} from '@visavis/client';
import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type ComponentProps,
  type CSSProperties,
  type ReactNode,
} from 'react';
import type { UseVisavisResult } from './use-visavis.js';

const NAMES = { microphone: 'Microphone', camera: 'Camera' } as const;

type WithCall<T> = Omit<T, 'children'> & { call: UseVisavisResult };

/** The face. Accepts the props of `<video>`; Escape interrupts the reply while the element has the focus. */
export function Avatar({ call, ...video }: WithCall<ComponentProps<'video'>>): ReactNode {
  const { attach, interrupt } = call;
  // One function for the element's life: a new one each time would detach the picture and attach it again.
  const [ref] = useState(() => (element: HTMLVideoElement | null) => attach(element));
  return (
    <video
      ref={ref}
      autoPlay
      playsInline
      tabIndex={0}
      aria-label="The face you talk to"
      onKeyDown={(event) => event.key === 'Escape' && interrupt()}
      {...video}
    />
  );
}

/**
 * The face, over the page where its background is `transparent`: a `<video>`, and a `<canvas>` that takes its place then.
 * Accepts the props of `<div>`, which takes the shape of the face.
 */
export function FaceOverPage({ call, style, ...box }: WithCall<ComponentProps<'div'>>): ReactNode {
  // One function for the component's life: see Avatar.
  const [attach] = useState(() => call.attach);
  const [shape, setShape] = useState('1 / 1');
  const canvas = useRef<HTMLCanvasElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (!video.current || !canvas.current) return undefined;
    attach(video.current);
    const end = showFace(video.current, canvas.current, ({ width, height }) => setShape(`${width} / ${height}`));
    return () => {
      end();
      attach(null);
    };
  }, [attach]);
  return (
    <div {...box} style={{ position: 'relative', aspectRatio: shape, ...style }}>
      <video ref={video} autoPlay playsInline tabIndex={0} aria-label="The face you talk to" style={FILLS} />
      <canvas ref={canvas} aria-hidden="true" style={FILLS} />
    </div>
  );
}

const FILLS: CSSProperties = { position: 'absolute', inset: 0, width: '100%', height: '100%', objectFit: 'cover' };

/**
 * All lines of both sides, and the pictures that the user sent, newest last. The part of a reply heard so far stands in
 * `<span data-heard>`, where the server reports it; a reply that was cut short has `data-interrupted`, one that goes on
 * in a later line `data-resumed`. Screen readers do not announce the lines, because they would talk over the face;
 * `aria-live="polite"` changes that. Accepts the props of `<ol>`.
 */
export function Transcript({ call, ...list }: WithCall<ComponentProps<'ol'>>): ReactNode {
  return (
    <ol role="log" aria-live="off" aria-label="What was said" {...list}>
      {call.lines.map(({ id, from, text, image, final, heard, interrupted, resumed }) => (
        <li key={id} data-from={from} data-final={final} data-interrupted={interrupted} data-resumed={resumed}>
          {image !== undefined && <img src={image} alt="The picture that was sent" />}
          {heard !== undefined && <span data-heard="">{text.slice(0, heard)}</span>}
          {text.slice(heard ?? 0)}
        </li>
      ))}
    </ol>
  );
}

/**
 * Chooses the microphone, or the camera. Browsers name devices once the user has allowed one of the kind. Accepts the
 * props of `<select>`.
 */
export function DevicePicker({
  call,
  kind = 'microphone',
  ...select
}: WithCall<ComponentProps<'select'>> & { kind?: Device['kind'] }): ReactNode {
  const [devices, setDevices] = useState<readonly Device[]>([]);
  const live = call.state.name === 'live';
  const look = useCallback(
    () => void listDevices().then((all) => setDevices(all.filter((device) => device.kind === kind))),
    [kind],
  );
  useEffect(() => {
    look();
    navigator.mediaDevices?.addEventListener('devicechange', look);
    return () => navigator.mediaDevices?.removeEventListener('devicechange', look);
  }, [live, look]);
  return (
    <select
      aria-label={NAMES[kind]}
      disabled={!live || devices.length === 0}
      onChange={(event) => void call.session?.devices.select({ kind, deviceId: event.target.value })}
      {...select}
    >
      {devices.map(({ deviceId, label }, index) => (
        <option key={deviceId} value={deviceId}>
          {label || `${NAMES[kind]} ${index + 1}`}
        </option>
      ))}
    </select>
  );
}

/**
 * Says where the user's voice goes with the option `ears` of the session; nothing where the server's ears are used. Show it
 * beside what starts the session. Accepts the props of `<p>`.
 */
export function EarsNote({
  ears,
  language,
  ...paragraph
}: Pick<SessionOptions, 'ears' | 'language'> & ComponentProps<'p'>): ReactNode {
  const [words, setWords] = useState('');
  useEffect(() => {
    let current = true;
    const asked = ears === 'browser' || ears === 'device';
    const finding = asked ? findBrowserEars(ears, { language }) : Promise.resolve(undefined);
    void finding.then((found) => current && setWords(found ? describeBrowserEars(found) : ''));
    return () => void (current = false);
  }, [ears, language]);
  return words === '' ? null : <p {...paragraph}>{words}</p>;
}

/** Duration of each stage of the newest answer, ms. Accepts the props of `<dl>`. */
export function LatencyPanel({ call, ...list }: WithCall<ComponentProps<'dl'>>): ReactNode {
  return (
    <dl aria-label="Latency of the last answer" {...list}>
      {Object.entries(call.latency ?? {}).map(([stage, ms]) => (
        <div key={stage}>
          <dt>{stage.replace(/Ms$/, '')}</dt>
          <dd>{Math.round(ms)} ms</dd>
        </div>
      ))}
    </dl>
  );
}
