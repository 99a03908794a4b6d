import { describe, expect, it } from 'vitest';
import { seen, within } from './area.js';

const PICTURE = { width: 400, height: 600 };

describe('the framing of a picture', () => {
  it('shows all of it at first', () => {
    const framing = within(PICTURE, { zoom: 1, x: 0, y: 0 });
    expect(framing).toEqual({ zoom: 1, x: 200, y: 300 });
    expect(seen(PICTURE, framing)).toEqual({ x: 0, y: 0, width: 400, height: 600 });
  });

  it('stays within the picture, however far it is moved or zoomed', () => {
    expect(within(PICTURE, { zoom: 3, x: -900, y: 9_000 })).toEqual({ zoom: 3, x: 100, y: 500 });
    expect(within(PICTURE, { zoom: 99, x: 200, y: 300 }).zoom).toBe(4);
    expect(within(PICTURE, { zoom: 0.1, x: 200, y: 300 }).zoom).toBe(1);
  });

  it('shows a square where that is in the picture, and all of a side that is shorter', () => {
    expect(seen(PICTURE, { zoom: 3, x: 100, y: 500 })).toEqual({ x: 0, y: 400, width: 200, height: 200 });
    expect(seen(PICTURE, within(PICTURE, { zoom: 1.2, x: 0, y: 0 }))).toEqual({ x: 0, y: 0, width: 400, height: 500 });
  });
});
