import { describe, expect, it } from 'vitest';
import { readQuery } from './query.js';

describe('the query of the socket’s address', () => {
  it('is read whether the client encodes it or not', () => {
    const expected = { license: 'sk_test-1.a', name: 'navtalk.Lily Two' };
    expect(readQuery('license=sk_test-1.a&name=navtalk.Lily%20Two')).toMatchObject(expected);
    expect(readQuery('license=sk_test-1.a&name=navtalk.Lily Two')).toMatchObject(expected);
    expect(readQuery('license=sk_test-1.a&name=navtalk.Lily+Two')).toMatchObject(expected);
  });

  it.each([
    ['avatarId=a&name=n&characterName=c&character=d', { avatarId: 'a', name: undefined }],
    ['name=n&characterName=c&character=d', { avatarId: undefined, name: 'n' }],
    ['character=d&characterName=c', { name: 'c' }],
    ['character=d', { name: 'd' }],
    ['avatarId=&name=%20&character=d', { avatarId: undefined, name: 'd' }],
  ])('names one avatar: %s', (query, expected) => {
    expect(readQuery(query)).toMatchObject(expected);
  });

  it.each(['', '%', '&&==&', 'license', '%ff%fe', 'license=%E0%A4%A'])('is never a reason to throw: %j', (query) => {
    expect(readQuery(query)).toMatchObject({ audioBack: false, argumentsAs: 'object' });
  });

  it.each([
    ['audioBack=true', { audioBack: true }],
    ['audio_back=1', { audioBack: true }],
    ['audio_back=0', { audioBack: false }],
    ['input_sample_rate=16000', { inputSampleRateHz: 16_000 }],
    ['input_sample_rate=many', { inputSampleRateHz: undefined }],
    ['arguments=string', { argumentsAs: 'string' }],
    ['resume=1&queue=1', { resumable: true, resume: undefined, queue: true }],
    ['resume=0', { resumable: false, resume: undefined, queue: false }],
    ['resume=vvr_x&after=12', { resumable: false, resume: { token: 'vvr_x', after: 12 } }],
    ['resume=vvr_x&after=-1', { resume: { token: 'vvr_x', after: 0 } }],
    ['model=transparency', { model: 'transparency' }],
  ])('asks for what it names: %s', (query, expected) => {
    expect(readQuery(query)).toMatchObject(expected);
  });
});
