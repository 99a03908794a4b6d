/** A microphone or a camera. Browsers reveal a label only once the user has allowed one of its kind. */
export interface Device {
  readonly kind: 'microphone' | 'camera';
  readonly deviceId: string;
  readonly label: string;
}

const KINDS: Partial<Record<MediaDeviceKind, Device['kind']>> = { audioinput: 'microphone', videoinput: 'camera' };

/** @returns The devices that the browser lets this page see; empty where there are none or the page has no access. */
export async function listDevices(): Promise<readonly Device[]> {
  const found = (await globalThis.navigator?.mediaDevices?.enumerateDevices().catch(() => undefined)) ?? [];
  return found.flatMap(({ kind, deviceId, label }) => {
    const known = KINDS[kind];
    return known && deviceId !== '' ? [{ kind: known, deviceId, label }] : [];
  });
}

/** Calls `changed` when a device is plugged in or out. @returns A function that stops watching. */
export function watchDevices(changed: () => void): () => void {
  const devices = globalThis.navigator?.mediaDevices;
  devices?.addEventListener('devicechange', changed);
  return () => devices?.removeEventListener('devicechange', changed);
}
