import { beforeEach, expect, it } from 'vitest';
import { CameraLink, type Camera } from './camera.js';
import { DeviceError, problem } from './problem.js';

let reported: string[];
let opened: { camera: Camera & { closed: boolean }; gone: () => void; allow: () => void; deny: () => void }[];
let link: CameraLink;

beforeEach(() => {
  reported = [];
  opened = [];
  const open = (deviceId: string | undefined, gone: () => void): Promise<Camera> =>
    new Promise((resolve, reject) => {
      const camera = {
        stream: { id: deviceId ?? 'default' } as MediaStream,
        closed: false,
        close: () => void (camera.closed = true),
      };
      const deny = (): void => reject(new DeviceError(problem('camera', 'no')));
      opened.push({ camera, gone, allow: () => resolve(camera), deny });
    });
  link = new CameraLink(open, {
    changed: (stream) => reported.push(`send ${stream?.id ?? 'nothing'}`),
    stateChanged: (state) => reported.push(state),
    failed: ({ message }) => reported.push(message),
  });
});

it('sends the camera once it is allowed, and closes it when it is turned off', async () => {
  const started = link.start();
  opened[0]!.allow();
  await started;
  link.stop();
  link.stop();
  expect(reported).toEqual(['asking', 'send default', 'on', 'send nothing', 'off']);
  expect(opened[0]!.camera.closed).toBe(true);
});

it('changes over to another camera, and keeps the first if that is refused', async () => {
  const first = link.start();
  opened[0]!.allow();
  await first;
  const refused = link.start('usb');
  opened[1]!.deny();
  await refused;
  expect([link.state, opened[0]!.camera.closed]).toEqual(['on', false]);
  const second = link.start('usb');
  opened[2]!.allow();
  await second;
  expect(reported.slice(3)).toEqual(['no', 'send usb', 'on']);
  expect(opened[0]!.camera.closed).toBe(true);
});

it('closes a camera that is allowed after it was turned off again', async () => {
  const started = link.start();
  link.stop();
  opened[0]!.allow();
  await started;
  expect([link.state, opened[0]!.camera.closed]).toEqual(['off', true]);
});

it('reports when it is denied and when it is unplugged', async () => {
  const denied = link.start();
  opened[0]!.deny();
  await denied;
  expect(link.state).toBe('failed');
  const started = link.start();
  opened[1]!.allow();
  await started;
  opened[1]!.gone();
  expect([link.state, reported.at(-1)]).toEqual(['off', 'The camera went away']);
});
