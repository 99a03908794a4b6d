import { describe, expect, it } from 'vitest';
import { readTagSettings } from './attributes.js';

const PAGE = 'https://shop.example/help';
const read = (attributes: Record<string, string>) =>
  readTagSettings(
    { getAttribute: (name) => attributes[name] ?? null, hasAttribute: (name) => name in attributes },
    PAGE,
  );
const tools = [{ name: 'end', description: 'Ends it' }];

describe('the tag', () => {
  it('names server, token, avatar and tools', () => {
    const attributes = { server: 'https://face.example', token: 'vvt_1', avatar: 'Iris', tools: JSON.stringify(tools) };
    expect(read(attributes)).toMatchObject({
      url: 'https://face.example',
      license: 'vvt_1',
      avatarName: 'Iris',
      microphone: true,
      greet: false,
      config: { tools },
    });
  });

  it('chooses whose ears are used, and never those of the browser by mistake', () => {
    expect(read({ ears: 'device', language: 'de' })).toMatchObject({ ears: 'device', language: 'de' });
    expect([read({ ears: 'yes' }).ears, read({}).ears]).toEqual(['server', 'server']);
  });

  it('chooses an expression', () => {
    expect(read({ expression: 'warm' }).config).toMatchObject({ expression: 'warm' });
  });

  it('understands the names that pages for another element use', () => {
    const attributes = {
      websocketurl: 'wss://face.example/wss/v2/realtime-chat',
      license: 'vv_1',
      'character-name': 'navtalk.Lily',
      'character-id': 'iris',
      'function-calls': JSON.stringify(tools),
    };
    expect(read(attributes)).toMatchObject({
      url: 'wss://face.example/wss/v2/realtime-chat',
      license: 'vv_1',
      avatarName: 'navtalk.Lily',
      avatarId: 'iris',
      config: { tools },
    });
  });

  it('names what is seen behind the face', () => {
    expect(read({ background: 'transparent' }).config?.background).toBe('transparent');
  });

  it('talks to the page’s own server where it names none', () => {
    expect(read({}).url).toBe('https://shop.example');
  });

  it.each(['{', '{"name":"end"}', '3'])('reports that %s is no list of functions', (text) => {
    expect(read({ tools: text }).mistake).toContain('"tools"');
    expect(read({ tools: text }).config?.tools).toBeUndefined();
  });
});
