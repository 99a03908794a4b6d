import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PagePasses } from './page-passes.js';

const HERE = 'http://127.0.0.1:8080';
const nothing = () => undefined;
let passes: PagePasses;
beforeEach(() => {
  passes = new PagePasses();
});

describe('R-01: an invitation', () => {
  it('is exchanged once for a pass, and its use is reported', () => {
    const used = vi.fn();
    const invitation = passes.invite(used);
    expect(invitation).toMatch(/^vvi_[\w-]{32}$/);
    const pass = passes.redeem(invitation, HERE);
    expect(pass).toMatch(/^vvp_[\w-]{32}$/);
    expect(passes.redeem(invitation, HERE)).toBeUndefined();
    expect(used).toHaveBeenCalledOnce();
  });

  it('is worth nothing when it was guessed, is of another server, or is a pass', () => {
    const other = new PagePasses().invite(nothing);
    const pass = passes.redeem(passes.invite(nothing), HERE)!;
    for (const wrong of ['', 'vvi_', other, pass]) expect(passes.redeem(wrong, HERE)).toBeUndefined();
  });

  it('gives a pass that works any number of times, on pages of its origin alone', () => {
    const invitation = passes.invite(nothing);
    const pass = passes.redeem(invitation, HERE)!;
    expect([passes.holds(pass, HERE), passes.holds(pass, HERE)]).toEqual([true, true]);
    expect(passes.holds(pass, 'http://localhost:8080')).toBe(false);
    expect(passes.holds(invitation, HERE)).toBe(false);
    expect(new PagePasses().holds(pass, HERE)).toBe(false);
  });

  it('makes room for newer ones', () => {
    const [first, ...others] = Array.from({ length: 101 }, () => passes.invite(nothing));
    expect(passes.redeem(first!, HERE)).toBeUndefined();
    expect(others.every((invitation) => passes.redeem(invitation, HERE) !== undefined)).toBe(true);
  });
});
