import { describe, expect, it } from 'vitest';
import { readWish } from './attributes.js';

const PAGE = 'https://shop.example/help';
const wish = (attributes: Record<string, string>) =>
  readWish({ getAttribute: (name) => attributes[name] ?? null, hasAttribute: (name) => name in attributes }, PAGE);
const tools = [{ name: 'end', description: 'Ends it' }];

describe('the tag', () => {
  it('names server, token, avatar and tools', () => {
    const attributes = { server: 'https://face.example', token: 'vvt_1', avatar: 'Iris', tools: JSON.stringify(tools) };
    expect(wish(attributes)).toMatchObject({
      url: 'https://face.example',
      license: 'vvt_1',
      avatarName: 'Iris',
      microphone: true,
      greet: false,
      config: { tools },
    });
  });

  it('understands the names that pages for another element use', () => {
    const attributes = {
      websocketurl: 'wss://face.example/wss/v2/realtime-chat',
      license: 'vv_1',
      'character-name': 'navtalk.Lily',
      'character-id': 'iris',
      'function-calls': JSON.stringify(tools),
    };
    expect(wish(attributes)).toMatchObject({
      url: 'wss://face.example/wss/v2/realtime-chat',
      license: 'vv_1',
      avatarName: 'navtalk.Lily',
      avatarId: 'iris',
      config: { tools },
    });
  });

  it('talks to the page’s own server where it names none', () => {
    expect(wish({}).url).toBe('https://shop.example');
  });

  it.each(['{', '{"name":"end"}', '3'])('says that %s is no list of functions', (text) => {
    expect(wish({ tools: text }).mistake).toContain('"tools"');
    expect(wish({ tools: text }).config?.tools).toBeUndefined();
  });
});
