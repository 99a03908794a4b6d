import { describe, expect, it } from 'vitest';
import { Inbox } from './inbox.js';

describe('what a client sends before its session listens', () => {
  it('is received in order, once the session does, with all that follows', () => {
    const inbox = new Inbox();
    const heard: string[] = [];
    inbox.push('one');
    inbox.push('two');
    inbox.open((text) => heard.push(text));
    inbox.push('three');
    expect(heard).toEqual(['one', 'two', 'three']);
  });

  it('R-11: is bounded in number and in bytes, and keeps what came first', () => {
    const [many, big] = [new Inbox(), new Inbox()];
    for (let i = 0; i < 600; i++) many.push(String(i));
    for (let i = 0; i < 3; i++) big.push('я'.repeat(60_000));
    const heard: string[] = [];
    many.open((text) => heard.push(text));
    expect([heard.length, heard[0], many.dropped, big.dropped]).toEqual([512, '0', 88, 1]);
  });
});
