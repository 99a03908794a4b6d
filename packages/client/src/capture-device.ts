import { DeviceError, insecureOriginError, withheldProblem, type DeviceKind } from './problem.js';

/**
 * What keeps a page from a device, where its user cannot help it. `frame`: the page that embeds this one does not
 * delegate the device. `header`: the Permissions-Policy of this page's own server. `frame?`: this page is embedded, by
 * a browser that does not say what is delegated.
 */
export type Withheld = 'frame' | 'frame?' | 'header';

/** The parts of a window that show what its page may use. */
export interface PageWindow {
  readonly top: unknown;
  readonly document: object;
}

/** The older name is that of Chromium; other browsers have neither (W3C Permissions Policy §8.2). */
interface PolicedDocument {
  readonly permissionsPolicy?: DevicePolicy;
  readonly featurePolicy?: DevicePolicy;
}
interface DevicePolicy {
  allowsFeature(feature: string): boolean;
}

/** @returns `undefined` where nothing but the user's choice stands between the page and the device. */
export function withheld(kind: DeviceKind, page: PageWindow): Withheld | undefined {
  const framed = page.top !== page;
  const { permissionsPolicy, featurePolicy } = page.document as PolicedDocument;
  const policy = permissionsPolicy ?? featurePolicy;
  if (!policy) return framed ? 'frame?' : undefined;
  if (policy.allowsFeature(kind)) return undefined;
  return framed ? 'frame' : 'header';
}

/**
 * Asks the browser for a device, which asks the user where needed.
 *
 * @throws {Error} The error of `getUserMedia`, or a `DeviceError` where another than the user withholds the device.
 */
export async function captureDevice(kind: DeviceKind, wanted: MediaTrackConstraints): Promise<MediaStream> {
  if (!globalThis.isSecureContext || !navigator.mediaDevices) throw insecureOriginError(kind);
  const constraints = kind === 'microphone' ? { audio: wanted } : { video: wanted };
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (error) {
    const by = isRefusal(error) ? withheld(kind, window) : undefined;
    throw by ? new DeviceError(withheldProblem(kind, by), { cause: error }) : error;
  }
}

/** W3C Media Capture and Streams §10.3. */
const isRefusal = (error: unknown): boolean =>
  error instanceof DOMException && ['NotAllowedError', 'SecurityError'].includes(error.name);
